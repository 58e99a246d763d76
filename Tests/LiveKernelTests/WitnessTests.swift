import Foundation
import Testing

extension LiveKernel {
  /// A second witness: nothing that strace sees is missing.
  @Suite(.sensor) struct WitnessTests {
    static let hasWitness = access(Witness.path, X_OK) == 0

    private static let script = """
      echo one > one
      cat one >> two
      mv two three
      ln three four
      ln three four
      ln -s three five
      chmod 600 three
      chmod 600 missing
      rm four
      rm missing
      rm -f missing
      mkdir -p a/b
      cp one a/b/copy
      mv a/b/copy a/other
      rm -r a
      rmdir missing
      touch six
      truncate -s 3 six
      dd if=/dev/zero of=seven bs=100 count=10
      env lookback-missing-command
      ./one
      echo no > missing/file
      sh -c 'exec /nonexistent'
      cat one | sort | uniq > eight
      (sleep 0; echo done) > nine &
      wait
      bash -c 'echo > /dev/tcp/127.0.0.1/1'
      getent passwd root
      cat /etc/shadow > /dev/null
      exit 0
      """

    @Test(
      CountSkips(reason: { hasWitness ? nil : "live tests need strace as a witness" }),
      .enabled(if: hasWitness, "live tests need strace as a witness"))
    func nothingIsMissing() throws {
      let sensor = try TestSensor.ofSuite()
      let scratch = try Scratch()
      let work = try scratch.directory("work")
      let prefix = try scratch.directory("trace") + "/trace"
      let from = sensor.events.count
      let words = [
        "strace", "-ff", "-y", "-o", prefix, "-e", "trace=" + Witness.calls.joined(separator: ","),
        "/bin/sh", "-c", "cd \(work)\nexec 2>/dev/null\n" + Self.script,
      ]
      let child = try ChildProcess(Witness.path, words.map { Array($0.utf8) })
      while child.readLine() != nil {}
      #expect(exitCode(child.wait()) == 0)
      try sensor.settle()

      let sightings = try Witness.sightings(prefix: prefix, directory: work)
      let kinds = Dictionary(grouping: sightings, by: \.kind).mapValues(\.count)
      // the script has done all of it, and strace has told
      for kind in [
        "process.exec", "net.connect", "file.open", "file.unlink", "file.rename", "file.link",
        "file.symlink", "file.chmod",
      ] {
        #expect(kinds[kind] ?? 0 > 0, "\(kind)")
      }
      #expect(sightings.contains { $0.kind == "process.exec" && $0.error == "ENOENT" })

      var recorded: [Witness.Sighting: Int] = [:]
      for event in sensor.events[from...] {
        let path =
          switch event.kind {
          case "process.exec": event["process.invoked"].text ?? ""
          case "net.connect": ""
          default: event["file.path"].text ?? ""
          }
        let sighting = Witness.Sighting(
          pid: event.pid, kind: event.kind, path: path, error: event["error"].text ?? "")
        recorded[sighting, default: 0] += 1
      }
      var missing: [Witness.Sighting] = []
      for sighting in sightings {
        let left = recorded[sighting] ?? 0
        if left > 0 { recorded[sighting] = left - 1 } else { missing.append(sighting) }
      }
      #expect(missing == [])
      print("witness: \(sightings.count) calls seen by strace, \(missing.count) missing: \(kinds)")
    }
  }
}
