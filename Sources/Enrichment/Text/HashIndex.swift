/// Finds places in an array by what is there: open addressing, linear probing.
///
/// It knows hashes and places, not what they are of: whoever asks compares. Nothing is allocated but
/// when it grows.
struct HashIndex {
  /// The hash in the upper half, the place plus one in the lower; 0: free.
  private var buckets: [UInt64]
  private(set) var count = 0

  init(minimumCapacity: Int = 16) {
    var size = 16
    while size < 2 * minimumCapacity { size *= 2 }
    buckets = Array(repeating: 0, count: size)
  }

  /// The first place with the hash that is accepted.
  @inline(__always)
  func find(_ hash: UInt32, where matches: (Int) -> Bool) -> Int? {
    let mask = buckets.count - 1
    var position = Int(hash) & mask
    while true {
      let bucket = buckets[position]
      if bucket == 0 { return nil }
      if UInt32(truncatingIfNeeded: bucket >> 32) == hash {
        let place = Int(UInt32(truncatingIfNeeded: bucket)) - 1
        if matches(place) { return place }
      }
      position = (position + 1) & mask
    }
  }

  /// Enters a place; it is not in there yet.
  mutating func insert(_ hash: UInt32, at place: Int) {
    if 2 * (count + 1) > buckets.count { grow() }
    put(UInt64(hash) << 32 | UInt64(place + 1))
    count += 1
  }

  /// Takes a place out that is in there.
  mutating func remove(_ hash: UInt32, at place: Int) {
    let mask = buckets.count - 1
    let bucket = UInt64(hash) << 32 | UInt64(place + 1)
    var hole = Int(hash) & mask
    while buckets[hole] != bucket {
      precondition(buckets[hole] != 0, "the place is not in the index")
      hole = (hole + 1) & mask
    }
    // What was pushed on by the one that goes moves up.
    var next = hole
    while true {
      next = (next + 1) & mask
      let moved = buckets[next]
      if moved == 0 { break }
      let home = Int(UInt32(truncatingIfNeeded: moved >> 32)) & mask
      if (next - home) & mask >= (next - hole) & mask {
        buckets[hole] = moved
        hole = next
      }
    }
    buckets[hole] = 0
    count -= 1
  }

  private mutating func put(_ bucket: UInt64) {
    let mask = buckets.count - 1
    var position = Int(UInt32(truncatingIfNeeded: bucket >> 32)) & mask
    while buckets[position] != 0 { position = (position + 1) & mask }
    buckets[position] = bucket
  }

  private mutating func grow() {
    let old = buckets
    buckets = Array(repeating: 0, count: 2 * old.count)
    for bucket in old where bucket != 0 { put(bucket) }
  }
}

/// Spreads the bits of a number, so that its lower half serves as a hash: the finalizer of
/// MurmurHash3 (fmix64).
@inline(__always)
func hashed(_ number: UInt64) -> UInt32 {
  var hash = number
  hash ^= hash >> 33
  hash &*= 0xff51_afd7_ed55_8ccd
  hash ^= hash >> 33
  hash &*= 0xc4ce_b9fe_1a85_ec53
  hash ^= hash >> 33
  return UInt32(truncatingIfNeeded: hash)
}
