/// The host as it was at a moment, and what that rests on.
public struct HostMoment: Sendable {
  /// The moment, nanoseconds since 1970.
  public var time: Int64
  /// As far as events have told.
  public var state: HostState
  /// At that moment nobody recorded; since when not, nanoseconds since 1970.
  public var unrecordedSince: Int64?
  /// What of the past could not be read.
  public var problems: [History.Problem]
}

extension History {
  /// The host as it was at a moment.
  ///
  /// - Parameter time: nanoseconds since 1970.
  /// - Returns: nil: nothing was recorded up to then.
  /// - Throws: ``HistoryError`` where no segment that has the moment, or one before it, can be read.
  public func moment(_ time: Int64) throws(HistoryError) -> HostMoment? {
    var problems: [Problem] = []
    let places = try places(in: .min ... .max)
    let paths = places.map { "\(directory)/\($0.name.file)" }
    // The segment behind the one that has the moment.
    var following: String?
    for (index, place) in places.enumerated().reversed() {
      let path = paths[index]
      if let span = place.span, span.lowerBound > time {
        following = path
        continue
      }
      do throws(HistoryError) {
        let segment = try SQLiteSegment(path)
        guard let span = place.span ?? segment.span else { continue }
        guard span.lowerBound <= time else {
          following = path
          continue
        }
        let state = try StateArchive(Array(paths[...index])).state(at: time, in: index)
        var moment = HostMoment(time: time, state: state, problems: problems)
        moment.unrecordedSince = state.ended
        if moment.unrecordedSince == nil, span.upperBound < time, let following,
          try SQLiteSegment(following).origin != segment.origin
        {
          moment.unrecordedSince = span.upperBound
        }
        return moment
      } catch {
        // One that made room meanwhile, or is being made.
        guard error.code != .missing, error.code != .empty else { continue }
        problems.append(Problem(description: error.description, span: place.span))
      }
    }
    if let problem = problems.first { throw HistoryError(problem.description, .damaged) }
    return nil
  }
}
