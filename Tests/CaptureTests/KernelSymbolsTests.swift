import Testing

@testable import Capture

@Suite struct KernelSymbolsTests {
  private let symbols = KernelSymbols(
    text: """
      ffffffff81000000 T tty_write
      ffffffff81000010 t tty_read.isra.0
      ffffffff81000020 t do_thing.constprop.0.isra.7
      ffffffff81000030 t half.part.0
      ffffffff81000040 t half.cold
      ffffffff81000050 t twice.isra.0
      ffffffff81000060 t twice.isra.1
      ffffffff81000070 D some_data
      ffffffff81000080 t of_a_module\t[dummy]
      broken line
      """)

  @Test("A function is found by its name, or by the one name that the compiler made of it")
  func found() {
    #expect(symbols.name(of: "tty_write") == "tty_write")
    #expect(symbols.name(of: "tty_read") == "tty_read.isra.0")
    #expect(symbols.name(of: "do_thing") == "do_thing.constprop.0.isra.7")
  }

  @Test(
    "Parts, data, modules' functions and what there is twice are not the function",
    arguments: ["half", "twice", "some_data", "of_a_module", "tty", "", "broken"])
  func missing(_ name: String) {
    #expect(symbols.name(of: name) == nil)
  }
}
