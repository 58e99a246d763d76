import Foundation

@testable import Configuration

/// A folder that goes with the test.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "lookback-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  /// A file with that text, writable by its owner alone.
  func file(_ text: String, mode: mode_t = 0o600) throws -> String {
    try file(Data(text.utf8), mode: mode)
  }

  func file(_ bytes: Data, mode: mode_t = 0o600) throws -> String {
    let url = folder.appending(path: "\(UUID().uuidString).yaml")
    try bytes.write(to: url)
    let path = url.path(percentEncoded: false)
    chmod(path, mode)
    return path
  }

  /// What the file says, with what else is said.
  func load(
    _ text: String, environment: [String: String] = [:], flags: [String: [String]] = [:]
  ) throws -> Configuration {
    let path = try file(text)
    return try Configuration.load(
      ConfigurationSources(file: .path(path), environment: environment, flags: flags))
  }

  /// What is wrong with a file of that text, without the file's path.
  func problems(
    _ text: String, environment: [String: String] = [:], flags: [String: [String]] = [:]
  ) throws -> [String] {
    let path = try file(text)
    let sources = ConfigurationSources(
      file: .path(path), environment: environment, flags: flags)
    do {
      _ = try Configuration.load(sources)
      return []
    } catch {
      return error.problems.map { $0.description.replacingOccurrences(of: "\(path):", with: "") }
    }
  }
}

/// What is wrong with flags.
func problems(flags: [String: [String]]) -> [String] {
  do {
    _ = try Configuration.load(ConfigurationSources(file: .none, flags: flags))
    return []
  } catch {
    return error.problems.map(\.description)
  }
}
