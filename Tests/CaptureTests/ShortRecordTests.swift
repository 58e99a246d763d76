import CEventABI
import Events
import Testing

@testable import Capture

/// Records that cannot be read must not vanish: the decoder refuses them, which is counted.
@Suite struct ShortRecordTests {
  @Test(
    "A record shorter than a header is handed on, to be refused",
    arguments: [1, 8, RecordHeader.byteCount - 1])
  func shortRecord(_ size: Int) {
    let lanes = Lanes()
    lanes.bulk.write(time: 1)
    lanes.bulk.write([UInt8](repeating: 0xff, count: size))
    lanes.bulk.write(time: 2)
    var sizes: [Int] = []
    var refused = 0
    let count = lanes.stream.drain { record in
      sizes.append(record.count)
      do throws(DecodingError) {
        _ = try RecordView(validating: record.bytes)
      } catch {
        if error.reason == .truncated { refused += 1 }
      }
    }
    #expect(count == 3)
    #expect(sizes.sorted() == [size, RecordHeader.byteCount, RecordHeader.byteCount].sorted())
    #expect(refused == 1)
    #expect(lanes.stream.missing.bulk == [0, 0, 0, 0])
    #expect(lanes.bulk.consumed == lanes.bulk.produced)
  }
}
