import ArgumentParser
import Sensor

/// `lookback status`: what the sensors that run here have seen and lost, and what they cost.
struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tells of each sensor that runs on this host what it has recorded and lost, how full "
      + "its buffers were, and what it costs.")

  @Option(help: ArgumentHelp("Only the sensor that is this process.", valueName: "pid"))
  var pid: Int32?

  @Option(
    help: ArgumentHelp("Only the sensor that was given this --status-socket.", valueName: "path"))
  var socket: String?

  @Flag(help: "One JSON object a line for each sensor; see docs/status.md.")
  var json = false

  func validate() throws {
    if pid != nil && socket != nil {
      throw ValidationError("--pid and --socket exclude each other")
    }
  }

  func run() throws {
    if let path = socket ?? pid.map(StatusDirectory.socket(ofProcess:)) {
      return show(try StatusAnswer(from: path), isFirst: true)
    }
    var isFirst = true
    var failure: StatusError?
    for process in try StatusDirectory.processes() {
      do {
        show(try StatusAnswer(from: StatusDirectory.socket(ofProcess: process)), isFirst: isFirst)
        isFirst = false
      } catch  where error.isAbsence {
        continue  // one that was killed, or has just ended
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    if isFirst {
      throw Failure("no sensor runs here, or none with a socket in \(StatusDirectory.path)")
    }
  }

  private func show(_ answer: StatusAnswer, isFirst: Bool) {
    print(json ? answer.json : (isFirst ? "" : "\n") + answer.text, terminator: json ? "\n" : "")
  }
}
