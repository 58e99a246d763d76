import Testing

@testable import Configuration

@Suite struct NearestNameTests {
  @Test(
    "What somebody may have meant",
    arguments: [
      ("captur", "capture"), ("Capture", "capture"), ("cpus_per_ring", "cpus-per-ring"),
      ("cpatrue", "capture"), ("snks", "sinks"), ("memorylimit", "memory-limit"),
      ("ring-bulks", "ring-bulk"),
    ])
  func near(_ word: String, _ name: String) {
    #expect(NearestName.find(word, among: Setting.all.map(\.name)) == name)
  }

  @Test(
    "What nobody can have meant",
    arguments: ["", "x", "output", "kubernetes", String(repeating: "capture", count: 10_000)])
  func far(_ word: String) {
    #expect(NearestName.find(word, among: Setting.all.map(\.name)) == nil)
  }
}
