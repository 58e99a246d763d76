import Foundation
import TestSupport
import Testing

/// The scenes of Tests/Scenes, played once for a suite, and the history that a sensor kept of them.
final class Scenes: @unchecked Sendable {
  @TaskLocal static var current: Scenes?

  /// Why they cannot be played here; nil: they can.
  static let absence: String? = {
    guard Python.program != nil, access(folder + "/stage.py", R_OK) == 0 else {
      return "scenes need python3 and Tests/Scenes"
    }
    let programs: [String] = ["nmap", "su", "setpriv", "openssl"].map { "/usr/bin/" + $0 }
    let missing = programs.first { (path: String) -> Bool in access(path, X_OK) != 0 }
    return missing.map { "there is no \($0): scripts/setup --tests" }
  }()

  private static let folder =
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Scenes")
    .standardizedFileURL.path(percentEncoded: false)

  private let scratch: Scratch
  private let truths: [String: Value]

  var sensorOptions: [String] { Self.options(scratch) }

  private static func options(_ scratch: Scratch) -> [String] {
    [
      "--process-tree", "\(getpid())", "--history", scratch("history"), "--events",
      "process,network,login,terminal",
    ]
  }

  /// Plays them all.
  init() throws {
    let scratch = try Scratch()
    let sensor = try TestSensor(Self.options(scratch))
    var truths: [String: Value] = [:]
    let scenes = ["a1", "a2", "a3", "a4", "a5", "a6"]
    let words =
      ["python3", "-B", "\(Self.folder)/stage.py", try scratch.directory("stage")] + scenes
    let child = try ChildProcess(Python.program?.path ?? "", words.map { Array($0.utf8) })
    while let line = child.readLine() {
      let truth = try Value(line: line)
      truths[truth["scene"].text ?? ""] = truth
    }
    guard exitCode(child.wait()) == 0, truths.count == scenes.count else {
      throw HarnessError("not all scenes could be played: \(truths.keys.sorted())")
    }
    try sensor.stop()
    self.scratch = scratch
    self.truths = truths
  }

  func truth(of scene: String) throws -> Value {
    try #require(truths[scene])
  }

  /// What is said of an address in the time of a scene.
  func findings(in scene: String, of address: String) throws -> [Value] {
    let truth = try truth(of: scene)
    let lines = try lookback(
      "explain", "--json", "--dst", address, "--from", truth["start"].text ?? "", "--to",
      truth["end"].text ?? "")
    try #require(lines.count == 1)
    return try Value(line: lines[0])["findings"].list ?? []
  }

  /// What `lookback` prints.
  func lookback(_ words: String...) throws -> [Data] {
    let child = try ChildProcess(
      Live.lookback,
      (["lookback"] + words + ["--history", scratch("history")]).map { Array($0.utf8) })
    var lines: [Data] = []
    while let line = child.readLine() { lines.append(line) }
    guard exitCode(child.wait()) == 0 else { throw HarnessError("\(words) failed") }
    return lines
  }
}

/// Plays the scenes before a suite.
struct ScenesTrait: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let scenes = try Scenes()
    try await Scenes.$current.withValue(scenes) { try await function() }
  }
}

extension Trait where Self == ScenesTrait {
  static var scenes: ScenesTrait { ScenesTrait() }
}
