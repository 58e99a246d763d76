import Testing

@testable import Enrichment

/// A path and all that it says.
struct Expected: Sendable, CustomTestStringConvertible {
  var path: String
  var runtime: ContainerRuntime?
  var id: String?
  var pod: String?
  var unit: String?
  var userUnit: String?
  var slice: String?
  var user: UInt32?

  init(
    _ path: String, _ runtime: ContainerRuntime? = nil, _ id: String? = nil, pod: String? = nil,
    unit: String? = nil, userUnit: String? = nil, slice: String? = nil, user: UInt32? = nil
  ) {
    (self.path, self.runtime, self.id, self.pod) = (path, runtime, id, pod)
    (self.unit, self.userUnit, self.slice, self.user) = (unit, userUnit, slice, user)
  }

  var testDescription: String { path }

  func check(sourceLocation: SourceLocation = #_sourceLocation) {
    let found = CgroupIdentity(path)
    let facts: [(String, String?, String?)] = [
      ("runtime", found.container?.runtime.rawValue, runtime?.rawValue),
      ("id", text(found.container?.id), id), ("pod", text(found.podID), pod),
      ("unit", text(found.unit), unit), ("user unit", text(found.userUnit), userUnit),
      ("slice", text(found.slice), slice),
      ("user", found.userID.map { "\($0)" }, user.map { "\($0)" }),
    ]
    for (name, value, expected) in facts {
      #expect(value == expected, "\(name) of \(path)", sourceLocation: sourceLocation)
    }
  }

  private func text(_ bytes: [UInt8]?) -> String? {
    bytes.map { String(decoding: $0, as: UTF8.self) }
  }
}

extension CgroupIdentity {
  init(_ path: String) {
    let bytes = Array(path.utf8)
    self.init(path: bytes.span)
  }
}
