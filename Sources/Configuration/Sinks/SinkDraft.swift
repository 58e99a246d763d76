import Sinks

/// A sink as somebody says it, with the place of each word; makes a specification of it.
struct SinkDraft {
  /// A word and where it stands.
  struct Word {
    var text: String
    var place: Place?
  }

  /// What stands before what is said of it, where there is no place to tell.
  var subject: String?
  /// Where the sink begins.
  var place: Place?
  var address: Word?
  var options: [(key: Word, value: Word)] = []

  /// The specification; nil where anything was wrong.
  func specification(_ problems: inout [Problem]) -> SinkSpecification? {
    let before = problems.count
    guard let address else {
      problems.append(
        problem(
          at: place,
          "the sink has no 'to', which says where the events go: \(SinkAddress.forms)"))
      return nil
    }
    let target: SinkTarget
    do throws(Mistake) {
      target = try SinkAddress.parse(address.text)
    } catch {
      problems.append(problem(at: address.place, error.sentence(about: "to")))
      return nil
    }
    let name = Self.usualName(of: target)
    var sink = SinkSpecification(name: name ?? "", target: target)
    for option in options { read(option, into: &sink, &problems) }
    if sink.name.isEmpty {
      problems.append(
        problem(at: address.place, "the sink's address is too long to be its name; say 'name'"))
    }
    if let tls = sink.target.tls, (tls.certificate == nil) != (tls.key == nil) {
      problems.append(
        problem(at: address.place, "'cert' and 'key' belong together; one of them is missing"))
    }
    return problems.count == before ? sink : nil
  }

  private func read(
    _ option: (key: Word, value: Word), into sink: inout SinkSpecification,
    _ problems: inout [Problem]
  ) {
    guard let key = SinkKey.named(option.key.text) else {
      problems.append(problem(at: option.key.place, Self.unknown(option.key.text)))
      return
    }
    guard key.sort.includes(sink.target) else {
      problems.append(
        problem(
          at: option.key.place,
          "'\(key.name)' is for \(key.sort.description), and not for "
            + "\(Printable.text(SinkAddress.text(sink.target))); leave it out"))
      return
    }
    do throws(Mistake) {
      try key.read(&sink, option.value.text)
    } catch {
      problems.append(problem(at: option.value.place, error.sentence(about: key.name)))
    }
  }

  /// What is wrong, with what it is about.
  func problem(at place: Place?, _ message: String) -> Problem {
    Problem(at: place, (subject.map { "\($0): " } ?? "") + message)
  }

  private static func unknown(_ key: String) -> String {
    // Words that other programs have for the address.
    if ["type", "path", "host", "port", "address", "url"].contains(key) {
      return "'\(key)' is not known; all of the address is said with 'to', such as "
        + "'to: tls:logs.example.org:6514'"
    }
    let names = SinkKey.all.map(\.name)
    if let near = NearestName.find(key, among: names + ["to"]) {
      return "\(Printable.value(key)) is not known; did you mean '\(near)'?"
    }
    return "\(Printable.value(key)) is not known; of a sink one can say to, "
      + names.joined(separator: ", ")
  }

  /// The name of a sink that has been given none; nil: its address is too long for one.
  static func usualName(of target: SinkTarget) -> String? {
    var name = ""
    for scalar in SinkAddress.text(target).unicodeScalars {
      let isWord = scalar.isASCII && SinkKey.isWordByte(UInt8(scalar.value))
      if isWord || scalar == "." || scalar == "_" {
        name.unicodeScalars.append(scalar)
      } else if !name.hasSuffix("-") {
        name += "-"
      }
    }
    while name.hasSuffix("-") { name.removeLast() }
    return try? SinkKey.nameForm.parse(name)
  }
}
