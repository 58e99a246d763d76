import Testing

@testable import Terminal

@Suite struct ScreenTests {
  @Test func hello() {
    var screen = Screen(rows: 3, columns: 10)
    screen.feed(Array("hello\r\nworld".utf8))
    #expect(Frame(screen).text == "hello\nworld")
  }
}
