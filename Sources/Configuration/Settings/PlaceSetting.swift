/// Where the sensor has something that others look for.
public enum PlaceSetting: Sendable, Equatable {
  /// Where they look if they are told nothing.
  case standard
  /// Nowhere.
  case none
  /// At this absolute path.
  case path(String)

  static let form = Form<PlaceSetting>(
    "an absolute path, yes or no",
    parse: { text in
      if let answer = try? Form.answer.parse(text) { return answer ? .standard : PlaceSetting.none }
      return (try? Form.path.parse(text)).map(PlaceSetting.path)
    },
    text: {
      switch $0 {
      case .standard: "yes"
      case .none: "no"
      case .path(let path): path
      }
    })
}
