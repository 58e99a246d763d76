import Events
import Testing

@testable import Capture

@Suite struct RingSizesTests {
  @Test(
    "Powers of two from a page on",
    arguments: [pageSize, 2 * pageSize, 1 << 20, 1 << 22, 1 << 30])
  func valid(_ bytes: Int) {
    #expect(RingSizes.isValid(bytes))
  }

  @Test(
    "Nothing else",
    arguments: [
      Int.min, -4096, -1, 0, 1, 8, pageSize / 2, pageSize + 8, 3 * pageSize, (1 << 20) + 1, 1 << 31,
      1 << 62, .max,
    ])
  func invalid(_ bytes: Int) {
    #expect(!RingSizes.isValid(bytes))
  }

  @Test("More processors, larger rings")
  func suggested() {
    let mebibytes = [1: 2, 2: 2, 3: 4, 4: 4, 5: 8, 8: 8, 9: 16, 16: 16, 17: 16, 512: 16]
    for (cpuCount, size) in mebibytes {
      let rings = RingSizes.suggested(cpuCount: cpuCount, memory: 1 << 40)
      #expect(rings == RingSizes(critical: size << 20, bulk: size << 22), "\(cpuCount)")
    }
    let small = [1 << 30: 2, 1 << 29: 1]
    for (memory, size) in small {
      let rings = RingSizes.suggested(cpuCount: 2, memory: memory)
      #expect(rings == RingSizes(critical: size << 20, bulk: size << 22), "\(memory)")
    }
    #expect(
      RingSizes.suggested(cpuCount: 64, memory: 1) == RingSizes(critical: 1 << 17, bulk: 1 << 19))
    let here = RingSizes.suggested()
    #expect(RingSizes.isValid(here[.critical]) && RingSizes.isValid(here[.bulk]))
  }

  @Test(
    "Buffers for which there is little room are halved, down to the least",
    arguments: [(1 << 30, 2 << 20), (10 << 20, 2 << 20), ((10 << 20) - 1, 1 << 20), (0, 1 << 17)])
  func fitting(_ bytes: Int, _ size: Int) {
    var capture = CaptureConfiguration(kinds: [])
    capture.rings = RingSizes(critical: 2 << 20, bulk: 8 << 20)
    capture.fitBuffers(into: bytes)
    #expect(capture.rings == RingSizes(critical: size, bulk: 4 * size))
    #expect(capture.bufferBytes == 5 * size)
  }
}
