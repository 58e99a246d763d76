package import Foundation

/// The python3 of the PATH.
package enum Python {
  /// Where it is; nil: there is none.
  package static let program: URL? = {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.map { URL(filePath: "\($0)/python3") }.first {
      FileManager.default.isExecutableFile(atPath: $0.path)
    }
  }()

  /// Runs it to its end.
  ///
  /// - Parameters:
  ///   - arguments: what comes behind its name.
  ///   - folder: where it is to run.
  /// - Returns: its status, and what it wrote to its standard error.
  /// - Throws: what keeps it from being started.
  package static func run(
    _ arguments: [String], in folder: URL
  ) throws -> (status: Int32, errors: String) {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let message = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, message)
  }
}
