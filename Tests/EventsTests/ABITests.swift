import CEventABI
import Testing

@testable import Events

/// Swift sees the structs as the BPF programs do: sizes and last fields as the header asserts them.
@Suite struct ABITests {
  @Test func sizes() {
    #expect(MemoryLayout<ev_str>.size == 8)
    #expect(MemoryLayout<ev_task>.size == 96)
    #expect(MemoryLayout<ev_header>.size == 128)
    #expect(MemoryLayout<ev_process_exec>.size == 248)
    #expect(MemoryLayout<ev_process_fork>.size == 160)
    #expect(MemoryLayout<ev_process_exit>.size == 144)
    #expect(MemoryLayout<ev_endpoint>.size == 24)
    #expect(MemoryLayout<ev_net>.size == 216)
    #expect(MemoryLayout<ev_module_load>.size == 184)
    #expect(MemoryLayout<ev_module_unload>.size == 144)
    #expect(MemoryLayout<ev_file_id>.size == 24)
    #expect(MemoryLayout<ev_file_open>.size == 184)
    #expect(MemoryLayout<ev_file_write>.size == 176)
    #expect(MemoryLayout<ev_file_close>.size == 192)
    #expect(MemoryLayout<ev_file_path>.size == 200)
    #expect(MemoryLayout<ev_login>.size == 184)
    #expect(MemoryLayout<ev_tty>.size == 160)
    #expect(MemoryLayout<ev_sensor_state>.size == 192)
    #expect(MemoryLayout<ev_sensor_loss>.size == 168)
  }

  @Test func offsets() {
    #expect(recordOffset(of: \ev_header.kind) == 4)
    #expect(recordOffset(of: \ev_header.flags) == 6)
    #expect(recordOffset(of: \ev_header.seq) == 16)
    #expect(recordOffset(of: \ev_header.boot_ns) == 24)
    #expect(recordOffset(of: \ev_header.task.comm) == 112)
    #expect(recordOffset(of: \ev_process_exec.process_group) == 220)
    #expect(recordOffset(of: \ev_process_fork.pad) == 156)
    #expect(recordOffset(of: \ev_process_exit.pad) == 140)
    #expect(recordOffset(of: \ev_net.packet) == 208)
    #expect(recordOffset(of: \ev_module_load.path) == 176)
    #expect(recordOffset(of: \ev_module_unload.name) == 136)
    #expect(recordOffset(of: \ev_file_open.path) == 176)
    #expect(recordOffset(of: \ev_file_write.path) == 168)
    #expect(recordOffset(of: \ev_file_close.path) == 184)
    #expect(recordOffset(of: \ev_file_path.target) == 192)
    #expect(recordOffset(of: \ev_login.tty) == 176)
    #expect(recordOffset(of: \ev_tty.data) == 152)
    #expect(recordOffset(of: \ev_sensor_state.hooks) == 184)
    #expect(recordOffset(of: \ev_sensor_loss.lane) == 164)
  }

  @Test("What a presence looks at is in the fixed part", arguments: EventCatalog.all.map(\.name))
  func presences(_ name: String) throws {
    let definition = try #require(EventCatalog.definition(named: name))
    #expect(definition.fixedSize % 8 == 0)
    for field in definition.fields {
      #expect(field.presence.wordOffset % 8 == 0)
      #expect(Int(field.presence.wordOffset) + 8 <= definition.fixedSize)
    }
  }
}
