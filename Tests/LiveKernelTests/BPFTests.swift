import Foundation
import Testing

extension LiveKernel {
  /// BPF programs of two instructions: loaded, attached to nothing that matters, refused.
  @Suite(.sensor) struct BPFTests {
    let sensor: TestSensor

    init() throws {
      sensor = try TestSensor.ofSuite()
    }

    private func expectProgram(_ event: Event, _ run: Run, _ name: String, _ type: String) {
      #expect(event["bpf.program.name"] == .text(name))
      #expect(event["bpf.program.type"] == .text(type))
      #expect(event["bpf.program.id"] == run.truth["id"])
      #expect(event["bpf.program.tag"] == run.truth["tag"])
      #expect(event["bpf.program.instructions"] == run.truth["instructions"])
    }

    @Test func load() throws {
      let run = try sensor.run("bpf-load", "sound", "a_name")
      let load = try run.only("bpf.load")
      expectProgram(load, run, "a_name", "socket_filter")
      #expect(load["bpf.function"] == .absent)
      #expect(load["bpf.descriptor"] == run.truth["fd"])
      #expect(load["result"] == 0)
      #expect(load["from_caller"] == .absent)
    }

    @Test func refused() throws {
      let run = try sensor.run("bpf-load", "refused", "no_good")
      let load = try run.only("bpf.load")
      #expect(load["bpf.program.name"] == "no_good")
      #expect(load["bpf.program.type"] == "socket_filter")
      #expect(load["bpf.program.instructions"] == 1)
      #expect(load["bpf.program.id"] == .absent)
      #expect(load["bpf.program.tag"] == .absent)
      #expect(load["bpf.descriptor"] == .absent)
      #expect(load["result"] == run.truth["result"])
      #expect(load["result"].int ?? 0 < 0)
      #expect(load["from_caller"] == ["bpf.program"])
    }

    @Test func link() throws {
      let run = try sensor.run("in-new-network", "bpf-link")
      let attach = try #require(run.events("bpf.attach").first)
      #expect(run.events("bpf.load").count == 1)
      #expect(run.events("bpf.attach").count == 1)
      expectProgram(attach, run, "by_link", "sk_lookup")
      #expect(attach["bpf.method"] == "link_create")
      #expect(attach["bpf.attach_type"] == "sk_lookup")
      #expect(attach["bpf.link"] == run.truth["link"])
      #expect(attach["bpf.descriptor"] == run.truth["fd"])
      #expect(attach["result"] == 0)
      #expect(attach["from_caller"] == ["bpf.attach_type"])
    }

    /// One that is hardly ever passed.
    @Test func tracepoint() throws {
      let run = try sensor.run("bpf-tracepoint", "task_rename")
      run.expect("bpf.load", "bpf.attach")
      let attach = try #require(run.events("bpf.attach").first)
      expectProgram(attach, run, "by_tracepoint", "raw_tracepoint")
      #expect(attach["bpf.method"] == "raw_tracepoint_open")
      #expect(attach["bpf.attach_type"] == .absent)
      #expect(attach["bpf.function"] == "task_rename")
      #expect(attach["bpf.descriptor"] == run.truth["fd"])
      #expect(attach["bpf.link"].int ?? 0 > 0)
      #expect(attach["result"] == 0)
      #expect(attach["from_caller"] == ["bpf.function"])
    }

    @Test func attachToNothing() throws {
      let run = try sensor.run("bpf-attach")
      run.expect("bpf.load", "bpf.attach")
      let attach = try #require(run.events("bpf.attach").first)
      expectProgram(attach, run, "to_nothing", "cgroup_skb")
      #expect(attach["bpf.method"] == "prog_attach")
      #expect(attach["bpf.attach_type"] == "cgroup_inet_egress")
      #expect(attach["bpf.link"] == .absent)
      #expect(attach["bpf.descriptor"] == .absent)
      #expect(attach["result"] == .number(-EBADF))
      #expect(attach["error"] == "EBADF")
      #expect(attach["from_caller"] == ["bpf.program", "bpf.attach_type"])
    }

    @Test func performanceEvent() throws {
      let run = try sensor.run("bpf-ioctl")
      run.expect("bpf.load", "bpf.attach")
      let attach = try #require(run.events("bpf.attach").first)
      expectProgram(attach, run, "by_ioctl", "kprobe")
      #expect(attach["bpf.method"] == "perf_event")
      #expect(attach["bpf.attach_type"] == .absent)
      #expect(attach["result"] == .number(-ENOTTY))
      #expect(attach["error"] == "ENOTTY")
      #expect(attach["from_caller"] == .absent)
    }
  }
}
