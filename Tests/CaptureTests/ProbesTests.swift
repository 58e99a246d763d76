import Events
import Testing

@testable import Capture

@Suite struct ProbesTests {
  private static let hooks = EventCatalog.all.flatMap(\.hooks)

  @Test(
    "By itself, nothing is taken that can miss without a word; the rest is in the order of cost")
  func automatic() {
    for hook in Self.hooks {
      let (allowed, left) = Probes.automatic.candidates(of: hook)
      #expect(!allowed.contains { $0.canMissSilently }, "\(hook.name)")
      #expect(allowed.count + left.count == hook.ways.count)
      #expect(allowed == hook.ways.filter { allowed.contains($0) }, "\(hook.name)")
      #expect(allowed.last?.rung.isLastResort == true)
    }
  }

  @Test(
    "One rung is that rung, or the last resort of a hook that does not have it",
    arguments: Rung.allCases
  )
  func only(_ rung: Rung) {
    for hook in Self.hooks {
      let (allowed, _) = Probes.only(rung).candidates(of: hook)
      let has = hook.ways.contains { $0.rung == rung }
      #expect(!allowed.isEmpty)
      #expect(allowed.allSatisfy { has ? $0.rung == rung : $0.rung.isLastResort }, "\(hook.name)")
    }
  }
}
