import Foundation
import Testing

@testable import Enrichment

/// Asking, while a thread reads.
@Suite(.needsRoot) struct ContainerDirectoryTests {
  private let host: FakeRuntimes
  private static let deadline = 60.0

  init() throws {
    host = try FakeRuntimes()
  }

  private static func container(_ number: Int) -> Container {
    let digits = String(number, radix: 16)
    let id = String(repeating: "0", count: 64 - digits.utf8.count) + digits
    return Container(runtime: .docker, id: Array(id.utf8))
  }

  private func write(_ number: Int, owner: UInt32 = 0) throws {
    let id = String(decoding: Self.container(number).id, as: UTF8.self)
    let home = owner == 0 ? "var/lib" : "\(FakeRuntimes.home)/.local/share"
    try host.write(
      "\(home)/docker/containers/\(id)/config.v2.json",
      "{\"ID\":\"\(id)\",\"Name\":\"/n\(number)\"}",
      owner: owner)
  }

  private func directory(_ change: (inout ContainerLimits) -> Void = { _ in }) -> ContainerDirectory
  {
    var reader = host.reader
    change(&reader.limits)
    return ContainerDirectory(reader)
  }

  /// What is told until there is nothing more to come.
  private func settle(_ directory: inout ContainerDirectory) throws -> [String] {
    var names: [String] = []
    let end = Date(timeIntervalSinceNow: Self.deadline)
    while !directory.isIdle {
      names += directory.collect().map { String(decoding: $0.name ?? [], as: UTF8.self) }
      try #require(Date() < end, "the reader has not come back")
      usleep(500)
    }
    return names.sorted()
  }

  @Test("Each container is told once, however often it is asked for")
  func once() throws {
    for number in 1...3 { try write(number) }
    var directory = directory()
    for _ in 0..<5 {
      for number in 1...3 {
        directory.ask(container: Self.container(number), userID: nil, process: 0)
      }
    }
    #expect(try settle(&directory) == ["n1", "n2", "n3"])
    directory.ask(container: Self.container(1), userID: nil, process: 0)
    #expect(try settle(&directory).isEmpty)
    #expect(directory.refusedRequests == 0 && directory.unknownContainers == 0)
  }

  @Test("What is written late is found late")
  func late() throws {
    var directory = directory { $0.retries = [50, 50, 10_000] }
    directory.ask(container: Self.container(1), userID: nil, process: 0)
    // Two looks were in vain; the third comes after ten seconds, or not at all.
    var limits = ContainerLimits()
    limits.retries = Array(repeating: 20, count: 500)
    var patient = self.directory { $0 = limits }
    patient.ask(container: Self.container(1), userID: nil, process: 0)
    usleep(200_000)
    #expect(patient.collect().isEmpty && !patient.isIdle)
    try write(1)
    #expect(try settle(&patient) == ["n1"])
    #expect(directory.isIdle == false)
  }

  @Test("A file that is just being written is read when it is complete")
  func halfWritten() throws {
    var directory = directory { $0.retries = Array(repeating: 20, count: 500) }
    let id = String(decoding: Self.container(1).id, as: UTF8.self)
    try host.write("var/lib/docker/containers/\(id)/config.v2.json", "{\"ID\":")
    directory.ask(container: Self.container(1), userID: nil, process: 0)
    usleep(100_000)
    #expect(directory.collect().isEmpty)
    try write(1)
    #expect(try settle(&directory) == ["n1"])
    #expect(directory.unreadableContainers == 0)
  }

  @Test("What is never found is given up, and counted")
  func givenUp() throws {
    var directory = directory { $0.retries = [1, 1] }
    directory.ask(container: Self.container(1), userID: nil, process: 0)
    let id = String(decoding: Self.container(2).id, as: UTF8.self)
    try host.write("var/lib/docker/containers/\(id)/config.v2.json", "no JSON")
    directory.ask(container: Self.container(2), userID: nil, process: 0)
    #expect(try settle(&directory).isEmpty)
    #expect(directory.unknownContainers == 1 && directory.unreadableContainers == 1)
    // Whoever makes up containers has them looked for once.
    directory.ask(container: Self.container(1), userID: nil, process: 0)
    #expect(directory.isIdle == true)
  }

  @Test("The same id with another user is another container")
  func owners() throws {
    try write(1)
    var directory = directory { $0.retries = [] }
    directory.ask(container: Self.container(1), userID: FakeRuntimes.user, process: 0)
    directory.ask(container: Self.container(1), userID: nil, process: 0)
    #expect(try settle(&directory) == ["n1"])
    #expect(directory.unknownContainers == 1)
  }

  @Test("A user who makes up containers keeps nobody else's from being asked for")
  func perUser() throws {
    try write(1)
    var directory = directory {
      $0.waitingPerUser = 4
      $0.waiting = 8
      $0.retries = [600_000]
    }
    for number in 100..<200 {
      directory.ask(container: Self.container(number), userID: FakeRuntimes.user, process: 0)
    }
    #expect(directory.refusedRequests == 96 && directory.knownCount == 4)
    directory.ask(container: Self.container(1), userID: nil, process: 0)
    let end = Date(timeIntervalSinceNow: Self.deadline)
    var found: [ContainerInfo] = []
    while found.isEmpty, Date() < end {
      found = directory.collect()
      usleep(500)
    }
    #expect(found.map(\.name) == [Array("n1".utf8)])
    for number in 200..<210 {
      directory.ask(container: Self.container(number), userID: nil, process: 0)
    }
    // Of eight places four are the user's.
    #expect(directory.refusedRequests == 96 + 6)
  }

  @Test("A place is free again once the answer is there")
  func placesComeBack() throws {
    var directory = directory {
      $0.waitingPerUser = 1
      $0.retries = []
    }
    for number in 1...3 {
      try write(number, owner: FakeRuntimes.user)
      directory.ask(container: Self.container(number), userID: FakeRuntimes.user, process: 0)
      #expect(try settle(&directory) == ["n\(number)"])
    }
    #expect(directory.refusedRequests == 0)
  }

  @Test("Of too many containers the first are forgotten")
  func bounded() throws {
    for number in 1...3 { try write(number) }
    var directory = directory { $0.known = 2 }
    for number in [1, 2, 2, 3, 1] {
      directory.ask(container: Self.container(number), userID: nil, process: 0)
      #expect(directory.knownCount <= 2)
    }
    #expect(try settle(&directory) == ["n1", "n1", "n2", "n3"])
  }

  @Test("The end waits for nobody")
  func end() throws {
    let clock = ContinuousClock()
    let start: ContinuousClock.Instant
    do {
      var directory = directory { $0.retries = [600_000] }
      directory.ask(container: Self.container(1), userID: nil, process: 0)
      usleep(50_000)
      start = clock.now
    }
    #expect(clock.now - start < .seconds(10))
  }
}
