/// Finds what somebody may have meant.
enum NearestName {
  /// Longer words are not compared: nobody means such a one.
  private static let longest = 64

  /// The name that takes the fewest changes, if these are few for its length.
  static func find(_ word: String, among names: [String]) -> String? {
    guard word.utf8.count <= longest else { return nil }
    let word = plain(word)
    let found = names.map { (name: $0, distance: distance(word, plain($0))) }
      .min { $0.distance < $1.distance }
    guard let found, found.distance <= max(1, found.name.utf8.count / 3) else { return nil }
    return found.name
  }

  /// Without what people mix up: case, and what stands between words.
  private static func plain(_ word: String) -> [UInt8] {
    word.lowercased().utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
  }

  /// How many letters have to be put in, taken away, changed, or swapped with the next one.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in left.indices {
      var row = [i + 1]
      for j in right.indices {
        let change = last[j] + (left[i] == right[j] ? 0 : 1)
        var best = min(change, last[j + 1] + 1, row[j] + 1)
        if i > 0 && j > 0 && left[i] == right[j - 1] && left[i - 1] == right[j] {
          best = min(best, beforeLast[j - 1] + 1)
        }
        row.append(best)
      }
      (beforeLast, last) = (last, row)
    }
    return last[right.count]
  }
}
