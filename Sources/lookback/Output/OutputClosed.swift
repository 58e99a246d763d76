/// Nobody reads the output any more.
///
/// `head` has seen enough, or the pager was left: that is no failure.
struct OutputClosed: Error {}
