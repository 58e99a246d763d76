import Glibc
import Testing

@testable import Sensor

@Suite struct UsageMeterTests {
  @Test("CPU time is what this process took, memory what it has and its buffers")
  func grows() throws {
    let meter = try UsageMeter(buffers: 1 << 40)
    let before = try meter.usage(at: 1)
    #expect(before.time == 1)
    #expect(before.memory > 1 << 40)
    #expect(before.cpu > 0)

    let size = 64 << 20
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 1)
    defer { memory.deallocate() }
    // Another number each time: nothing can be left out.
    for round in 1...20 { memset(memory, CInt(round), size) }
    let after = try meter.usage(at: 2)
    #expect(memory.load(fromByteOffset: size - 1, as: UInt8.self) == 20)
    #expect(after.memory > before.memory + UInt64(size) / 2)
    #expect(after.cpu > before.cpu)
  }
}
