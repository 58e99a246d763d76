import CEventABI
import Events

/// By which names addresses were asked for: what name servers said last, to anybody of the network
/// namespace.
///
/// That a connection goes to an address of an answer does not prove that the name was meant: many
/// names can have one address, and whoever answers can say what he likes. Of several names the one
/// answered last counts. An answer holds as long as it says, but five minutes at least, since
/// programs keep addresses longer than they may, and a day at most.
struct RemoteNames {
  /// The least and the most time that an answer holds, in nanoseconds.
  static let lifeTimes: ClosedRange<UInt64> = 300 * second...86_400 * second
  private static let second: UInt64 = 1_000_000_000

  /// A network namespace, told from others that had its number before.
  private struct Network: Equatable {
    var number: UInt32
    var life: UInt32

    init(of socket: ev_socket) {
      number = socket.net_ns
      life = socket.net_ns_life
    }
  }

  /// Whose name it is: an address, IPv4 as IPv6 maps it, in a network namespace.
  private struct Key: Equatable {
    var upper: UInt64
    var lower: UInt64
    var network: Network

    var hash: UInt32 {
      let number = UInt64(network.number) << 32 | UInt64(network.life)
      return hashed((upper &* 0x9e37_79b9_7f4a_7c15 ^ lower) &* 0xc4ce_b9fe_1a85_ec53 ^ number)
    }

    init(upper: UInt64, lower: UInt64, network: Network) {
      self.upper = upper
      self.lower = lower
      self.network = network
    }

    /// An address of 4 or 16 bytes.
    init(_ address: RawSpan, in network: Network) {
      self.network = network
      // Safety: so many bytes are there, of which every value is valid.
      if address.byteCount == 4 {
        upper = 0
        let address = unsafe address.unsafeLoadUnaligned(as: UInt32.self)
        lower = 0xffff << 32 | UInt64(UInt32(bigEndian: address))
      } else {
        upper = UInt64(bigEndian: unsafe address.unsafeLoadUnaligned(as: UInt64.self))
        lower = UInt64(
          bigEndian: unsafe address.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt64.self))
      }
    }
  }

  private struct Entry {
    var key: Key
    var name = TextID.none
    /// Until when it holds, in nanoseconds since boot.
    var end: UInt64 = 0
    /// Neighbours in the order of answers.
    var older: UInt32 = 0
    var newer: UInt32 = 0
  }

  private let pool: TextPool
  private let capacity: Int
  private var index: HashIndex
  /// The first is no entry: it closes the ring of neighbours.
  private var entries: [Entry]

  /// Keeps names of so many addresses; then each new one takes the place of the one whose answer is
  /// the oldest.
  init(pool: TextPool, capacity: Int = 16_384) {
    self.pool = pool
    self.capacity = capacity
    index = HashIndex()
    entries = [Entry(key: Key(upper: 0, lower: 0, network: Network(of: ev_socket())))]
  }

  /// How many addresses have a name, those included whose answer holds no more.
  var count: Int { index.count }

  /// The name of the other end of a socket; none where nobody asked for it or the answer holds no
  /// more.
  func remoteName(of socket: ev_socket, at now: UInt64) -> TextID {
    let endpoint = socket.remote
    let byteCount = endpoint.family == AddressFamily.ipv4 ? 4 : 16
    guard byteCount == 4 || endpoint.family == AddressFamily.ipv6 else { return .none }
    var address = endpoint.address
    // Safety: the bytes are those of the copy, during the call only.
    let key = unsafe withUnsafeBytes(of: &address) { bytes in
      unsafe Key(bytes.bytes.extracting(first: byteCount), in: Network(of: socket))
    }
    guard let place = find(key), entries[place].end >= now else { return .none }
    return entries[place].name
  }

  /// Takes in a record of kind dns.answer.
  mutating func note(_ record: RawSpan) {
    guard let answer = record.head(as: ev_dns.self) else { return }
    let (network, now) = (Network(of: answer.socket), answer.h.boot_ns)
    record.withText(answer.message) { text in
      guard let message = unsafe DNSMessage(text.bytes), message.isAnswer, message.responseCode == 0
      else {
        return
      }
      note(message, in: network, at: now)
    }
  }

  private mutating func note(
    _ message: borrowing DNSMessage, in network: Network, at now: UInt64
  ) {
    guard let place = message.questionName else { return }
    var room = InlineArray<512, UInt8>(repeating: 0)
    var span = room.mutableSpan
    let count = unsafe span.withUnsafeMutableBytes { unsafe message.copyName(at: place, to: $0) }
    guard let count else { return }
    let name = pool.string(room.span.extracting(first: count))
    defer { pool.release(name) }
    message.forEachAnswer { answer in
      guard answer.isAddress else { return }
      let life = UInt64(answer.timeToLive) * Self.second
      remember(
        name, of: Key(message.bytes.extracting(answer.data), in: network),
        until: now &+ min(max(life, Self.lifeTimes.lowerBound), Self.lifeTimes.upperBound))
    }
  }

  private mutating func remember(_ name: TextID, of key: Key, until end: UInt64) {
    let place: Int
    if let known = find(key) {
      place = known
      unlink(place)
      pool.retain(name)
      pool.release(entries[place].name)
    } else {
      if index.count < capacity {
        place = entries.count
        entries.append(Entry(key: key))
      } else {
        place = Int(entries[0].newer)
        unlink(place)
        index.remove(entries[place].key.hash, at: place)
        pool.release(entries[place].name)
        entries[place].key = key
      }
      pool.retain(name)
      index.insert(key.hash, at: place)
    }
    entries[place].name = name
    entries[place].end = end
    linkNewest(place)
  }

  private func find(_ key: Key) -> Int? {
    index.find(key.hash) { entries[$0].key == key }
  }

  private mutating func unlink(_ place: Int) {
    let entry = entries[place]
    entries[Int(entry.older)].newer = entry.newer
    entries[Int(entry.newer)].older = entry.older
  }

  private mutating func linkNewest(_ place: Int) {
    let newest = entries[0].older
    entries[place].older = newest
    entries[place].newer = 0
    entries[Int(newest)].newer = UInt32(place)
    entries[0].older = UInt32(place)
  }
}
