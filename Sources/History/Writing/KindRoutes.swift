/// Where the values of a kind's fields go, by the fields' numbers: ``KindLayout/places``, flat.
///
/// Never freed before the writer is: there is one for each kind that was met.
final class KindRoutes {
  enum Way: UInt8, BitwiseCopyable {
    case known
    case time
    case origin
    case part
    case own
  }

  struct Route: BitwiseCopyable {
    var way: Way
    /// The part's number.
    var part: UInt8 = 0
    var form = ColumnForm.number
    /// The column of a part, the place in the origin, or the parameter of the kind's statement.
    var index: UInt16 = 0
  }

  private let routes: UnsafeMutableBufferPointer<Route>

  init(_ layout: KindLayout) {
    routes = .allocate(capacity: layout.places.count)
    let firstOwn = KindLayout.leadingColumns.count + layout.parts.count + 1
    for (number, place) in layout.places.enumerated() {
      let route: Route
      switch place {
      case .known: route = Route(way: .known)
      case .time: route = Route(way: .time)
      case .origin(let index): route = Route(way: .origin, index: UInt16(index))
      case .part(let part, let column):
        route = Route(way: .part, part: UInt8(part.rawValue), index: UInt16(column))
      case .own(let column):
        route = Route(way: .own, form: layout.forms[number], index: UInt16(firstOwn + column))
      }
      routes.initializeElement(at: number, to: route)
    }
  }

  deinit {
    routes.deallocate()
  }

  @inline(__always)
  subscript(field: Int) -> Route {
    // Checked: a walk only gives numbers of the layout's fields.
    routes[field]
  }
}
