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

  /// Asks until there is room and nobody else at the mailbox.
  private func ask(
    _ directory: inout ContainerDirectory, _ number: Int, userID: UInt32? = nil
  ) throws {
    let end = Date(timeIntervalSinceNow: Self.deadline)
    while true {
      let refused = directory.refusedRequests
      directory.ask(container: Self.container(number), userID: userID, process: 0)
      if directory.refusedRequests == refused { return }
      try #require(Date() < end, "no room for a request")
      usleep(500)
    }
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
        try ask(&directory, number)
      }
    }
    #expect(try settle(&directory) == ["n1", "n2", "n3"])
    try ask(&directory, 1)
    #expect(try settle(&directory).isEmpty)
    #expect(directory.unknownContainers == 0)
  }

  @Test("What is written late is found late")
  func late() throws {
    var directory = directory { $0.retries = [50, 50, 10_000] }
    try ask(&directory, 1)
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
    try ask(&directory, 1)
    usleep(100_000)
    #expect(directory.collect().isEmpty)
    try write(1)
    #expect(try settle(&directory) == ["n1"])
    #expect(directory.unreadableContainers == 0)
  }

  @Test("What is never found is given up, and counted")
  func givenUp() throws {
    var directory = directory { $0.retries = [1, 1] }
    try ask(&directory, 1)
    let id = String(decoding: Self.container(2).id, as: UTF8.self)
    try host.write("var/lib/docker/containers/\(id)/config.v2.json", "no JSON")
    try ask(&directory, 2)
    #expect(try settle(&directory).isEmpty)
    #expect(directory.unknownContainers == 1 && directory.unreadableContainers == 1)
    // Whoever makes up containers has them looked for once.
    try ask(&directory, 1)
    #expect(directory.isIdle == true)
  }

  @Test("The same id with another user is another container")
  func owners() throws {
    try write(1)
    var directory = directory { $0.retries = [] }
    try ask(&directory, 1, userID: FakeRuntimes.user)
    try ask(&directory, 1)
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
    for number in 100..<104 { try ask(&directory, number, userID: FakeRuntimes.user) }
    for number in 104..<200 {
      directory.ask(container: Self.container(number), userID: FakeRuntimes.user, process: 0)
    }
    #expect(directory.refusedRequests >= 96 && directory.knownCount == 4)
    try ask(&directory, 1)
    let end = Date(timeIntervalSinceNow: Self.deadline)
    var found: [ContainerInfo] = []
    while found.isEmpty, Date() < end {
      found = directory.collect()
      usleep(500)
    }
    #expect(found.map(\.name) == [Array("n1".utf8)])
    // Of eight places four are the user's.
    for number in 200..<204 { try ask(&directory, number) }
    for number in 204..<210 {
      directory.ask(container: Self.container(number), userID: nil, process: 0)
    }
    #expect(directory.knownCount == 9)
  }

  @Test("A place is free again once the answer is there")
  func placesComeBack() throws {
    var directory = directory {
      $0.waitingPerUser = 1
      $0.retries = []
    }
    for number in 1...3 {
      try write(number, owner: FakeRuntimes.user)
      try ask(&directory, number, userID: FakeRuntimes.user)
      #expect(try settle(&directory) == ["n\(number)"])
    }
  }

  @Test("Of too many containers the first are forgotten")
  func bounded() throws {
    for number in 1...3 { try write(number) }
    var directory = directory { $0.known = 2 }
    for number in [1, 2, 2, 3, 1] {
      try ask(&directory, number)
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
      try ask(&directory, 1)
      usleep(50_000)
      start = clock.now
    }
    #expect(clock.now - start < .seconds(10))
  }
}
