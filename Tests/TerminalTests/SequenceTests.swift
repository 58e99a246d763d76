import Terminal
import Testing

/// What each control function does to a small screen.
@Suite struct SequenceTests {
  @Test(
    "Text and controls",
    arguments: [
      ScreenCase("text", "abc", ["abc"], at: (0, 3)),
      ScreenCase("CR LF", "ab\r\ncd", ["ab", "cd"], at: (1, 2)),
      ScreenCase("LF alone keeps the column", "ab\ncd", ["ab", "  cd"], at: (1, 4)),
      ScreenCase("VT and FF are line feeds", "a\u{b}b\u{c}c", ["a", " b", "  c"]),
      ScreenCase("BS moves only", "abc\u{8}\u{8}X", ["aXc"], at: (0, 2)),
      ScreenCase("BS stops at the first column", "a\u{8}\u{8}\u{8}X", ["X"]),
      ScreenCase("NUL and DEL are nothing", "a\u{0}b\u{7f}c", ["abc"]),
      ScreenCase("the last row scrolls", 2, 8, "a\r\nb\r\nc", ["b", "c"], at: (1, 1)),
      ScreenCase("a full row waits to wrap", 2, 4, "abcd", ["abcd"], at: (0, 3)),
      ScreenCase("wrap", 2, 4, "abcde", ["abcd", "e"], at: (1, 1)),
      ScreenCase("CR ends the wait", 2, 4, "abcd\rX", ["Xbcd"], at: (0, 1)),
      ScreenCase("CR LF after a full row", 3, 4, "abcd\r\ne", ["abcd", "e"], at: (1, 1)),
      ScreenCase("BS at a full row", 2, 4, "abcd\u{8}X", ["abXd"]),
      ScreenCase("a colour does not end the wait", 2, 4, "abcd^[[1mX", ["abcd", "X"]),
      ScreenCase("a tab does not end the wait", 2, 4, "abcd\tX", ["abcd", "X"]),
      ScreenCase("erasing ends the wait", 2, 4, "abcd^[[KX", ["abcX"]),
      ScreenCase("without autowrap", 2, 4, "^[[?7labcdef", ["abcf"], at: (0, 3)),
      ScreenCase("autowrap again", 2, 4, "^[[?7labcdef^[[?7hg", ["abcf", "g"]),
      ScreenCase("SUB shows that it broke something", "a^[[3\u{1a}b", ["a\u{2426}b"]),
      ScreenCase("CAN breaks off", "a^[[3\u{18}1mb", ["a1mb"]),
      ScreenCase("ESC begins anew", "a^[[3^[[1Cb", ["a b"]),
      ScreenCase("controls inside sequences", "ab^[[\r1Cc", ["ac"]),
      ScreenCase("LNM", "^[[20hab\ncd", ["ab", "cd"]),
      ScreenCase("IND", "ab^[Dc", ["ab", "  c"]),
      ScreenCase("NEL", "ab^[Ec", ["ab", "c"]),
      ScreenCase("RI", 3, 4, "a\r\nb^[MX", ["aX", "b"]),
      ScreenCase("RI scrolls", 3, 4, "a\r\nb^[[H^[MX", ["X", "a", "b"]),
      ScreenCase("C1 controls as characters", "ab\u{85}c\u{9b}3Cd", ["ab", "c   d"]),
    ])
  func text(_ sample: ScreenCase) { sample.check() }

  @Test(
    "Cursor",
    arguments: [
      ScreenCase("CUP", "^[[2;3Hx", ["", "  x"], at: (1, 3)),
      ScreenCase("CUP without numbers", "abc^[[Hx", ["xbc"], at: (0, 1)),
      ScreenCase("CUP with zeros", "abc^[[0;0Hx", ["xbc"]),
      ScreenCase("CUP outside", "^[[99;99Hx", ["", "", "", "       x"], at: (3, 7)),
      ScreenCase("CUP far outside", "^[[99999999999;1Hx", ["", "", "", "x"]),
      ScreenCase("HVP", "^[[2;3fx", ["", "  x"]),
      ScreenCase("CUU", "^[[3;1H^[[Ax^[[9Ay", [" y", "x"]),
      ScreenCase("CUD", "^[[Bx^[[9By", ["", "x", "", " y"]),
      ScreenCase("CUF", "^[[3Cx^[[99Cy", ["   x   y"]),
      ScreenCase("CUB", "abcd^[[2DX^[[99DY", ["YbXd"]),
      ScreenCase("CNL", "ab^[[2Ex", ["ab", "", "x"]),
      ScreenCase("CPL", "\n\nab^[[Fx", ["", "x", "ab"]),
      ScreenCase("CHA", "abcd^[[2Gx", ["axcd"]),
      ScreenCase("HPA", "abcd^[[3`x", ["abxd"]),
      ScreenCase("HPR", "a^[[2ax", ["a  x"]),
      ScreenCase("VPA", "ab^[[3dx", ["ab", "", "  x"]),
      ScreenCase("VPR", "ab^[[2ex", ["ab", "", "  x"]),
      ScreenCase("tabs", 1, 20, "a\tb\tc", ["a       b       c"]),
      ScreenCase("a tab stops at the last column", 1, 10, "\t\t\tx", ["         x"], at: (0, 9)),
      ScreenCase("HTS and TBC", 1, 20, "^[[3g^[[5G^[H\r\tx\r\t\ty", ["    x              y"]),
      ScreenCase("TBC here", 1, 20, "^[[9G^[[g\r\tx", ["                x"]),
      ScreenCase("CHT", 1, 30, "^[[2Ix", ["                x"]),
      ScreenCase("CBT", 1, 30, "^[[20G^[[Zx^[[9Zy", ["y               x"]),
      ScreenCase("DECSC and DECRC", "ab^[7^[[3;3Hx^[8c", ["abc", "", "  x"]),
      ScreenCase("SCOSC and SCORC", "ab^[[s^[[3;3Hx^[[uc", ["abc", "", "  x"]),
      ScreenCase("DECRC without DECSC", "ab\n^[8x", ["xb"]),
      ScreenCase("DECSC keeps the wait", 2, 4, "abcd^[7\r^[8e", ["abcd", "e"]),
      ScreenCase("REP", "ab^[[3bc", ["abbbbc"]),
      ScreenCase("REP wraps", 2, 4, "a^[[5b", ["aaaa", "aa"]),
      ScreenCase("REP of nothing", "^[[5bx", ["x"]),
      ScreenCase("much of REP", 2, 4, "a^[[65535b", ["aaaa", "aaaa"]),
    ])
  func cursor(_ sample: ScreenCase) { sample.check() }

  @Test(
    "Erasing, inserting, deleting",
    arguments: [
      ScreenCase("EL right", "abcdef^[[3G^[[K", ["ab"]),
      ScreenCase("EL left", "abcdef^[[3G^[[1K", ["   def"]),
      ScreenCase("EL all", "abcdef^[[3G^[[2K", [""], at: (0, 2)),
      ScreenCase("ED below", 3, 4, "aaaa\r\nbbbb\r\ncccc^[[2;3H^[[J", ["aaaa", "bb"]),
      ScreenCase("ED above", 3, 4, "aaaa\r\nbbbb\r\ncccc^[[2;3H^[[1J", ["", "   b", "cccc"]),
      ScreenCase("ED all", 3, 4, "aaaa\r\nbbbb^[[2JX", ["", "   X"]),
      ScreenCase("selective erase", 3, 4, "aaaa\r\nbbbb^[[2;3H^[[?K^[[?1J", ["", ""]),
      ScreenCase("ECH", "abcdef^[[2G^[[3X", ["a   ef"], at: (0, 1)),
      ScreenCase("ICH", "abcdef^[[2G^[[3@X", ["aX  bcde"]),
      ScreenCase("ICH of more than there is", "abcdef^[[2G^[[99@", ["a"]),
      ScreenCase("DCH", "abcdef^[[2G^[[3P", ["aef"]),
      ScreenCase("DCH of more than there is", "abcdef^[[2G^[[99P", ["a"]),
      ScreenCase("insert mode", "abc^[[H^[[4hXY^[[4lZ", ["XYZbc"]),
      ScreenCase("IL", 4, 4, "a\r\nb\r\nc\r\nd^[[2H^[[2L", ["a", "", "", "b"], at: (1, 0)),
      ScreenCase("DL", 4, 4, "a\r\nb\r\nc\r\nd^[[2H^[[2M", ["a", "d"]),
      ScreenCase("DL returns to the first column", 2, 4, "abc^[[MX", ["X"]),
      ScreenCase(
        "IL and DL stay in the region", 4, 4, "a\r\nb\r\nc\r\nd^[[1;3r^[[2H^[[L",
        ["a", "", "b", "d"]),
      ScreenCase(
        "IL outside the region", 4, 4, "a\r\nb\r\nc\r\nd^[[1;2r^[[4H^[[L", ["a", "b", "c", "d"]),
      ScreenCase("DL of too many", 3, 4, "a\r\nb\r\nc^[[2H^[[99M", ["a"]),
      ScreenCase("SU", 3, 4, "a\r\nb\r\nc^[[2S", ["c"]),
      ScreenCase("SD", 3, 4, "a\r\nb\r\nc^[[T", ["", "a", "b"]),
      ScreenCase("SD by its other name", 3, 4, "a\r\nb\r\nc^[[^", ["", "a", "b"]),
      ScreenCase("DECALN", 2, 3, "ab^[[2;2r^[#8X", ["XEE", "EEE"]),
      ScreenCase("DECALN and EL", 1, 4, "^[#8^[[3G^[[K", ["EE"]),
      ScreenCase("DECALN and ECH", 1, 5, "^[#8^[[2G^[[2X", ["E  EE"]),
      ScreenCase("DECALN and ICH", 1, 5, "^[#8^[[2G^[[2@", ["E  EE"]),
      ScreenCase("DECALN and DCH", 1, 5, "^[#8^[[2G^[[2P", ["EEE"]),
    ])
  func edits(_ sample: ScreenCase) { sample.check() }

  @Test(
    "Regions, modes, screens, resets",
    arguments: [
      ScreenCase(
        "a region scrolls alone", 4, 4, "a\r\nb\r\nc\r\nd^[[2;3r^[[3;1H\nX", ["a", "c", "X", "d"]),
      ScreenCase(
        "a region at the top", 4, 4, "a\r\nb\r\nc\r\nd^[[1;3r^[[3;1H\nX", ["b", "c", "X", "d"]),
      ScreenCase(
        "RI in a region", 4, 4, "a\r\nb\r\nc\r\nd^[[2;3r^[[2;1H^[MX", ["a", "X", "b", "d"]),
      ScreenCase("below a region nothing scrolls", 3, 4, "^[[1;2r^[[3;1Ha\nb", ["", "", "ab"]),
      ScreenCase("a region that is none", 3, 4, "ab^[[2;2rX^[[3;2rY", ["abXY"]),
      ScreenCase("DECSTBM goes home", 3, 4, "ab^[[2;3rX", ["Xb"]),
      ScreenCase("CUU stops at the region", 4, 4, "^[[2;3r^[[3;1H^[[9Ax", ["", "x"]),
      ScreenCase("CUU from above the region", 4, 4, "^[[3;4r^[[2;1H^[[9Ax", ["x"]),
      ScreenCase("CUD stops at the region", 4, 4, "^[[1;2r^[[9Bx", ["", "x"]),
      ScreenCase("origin mode", 4, 4, "^[[2;3r^[[?6hx^[[9;2Hy^[[1;4Hz", ["", "x  z", " y"]),
      ScreenCase("VPA in origin mode", 4, 4, "^[[2;3r^[[?6h^[[2dx", ["", "", "x"]),
      ScreenCase("CHA in origin mode", 4, 4, "^[[2;3r^[[?6h^[[2d^[[3Gx", ["", "", "  x"]),
      ScreenCase("DECRC restores origin mode", 4, 4, "^[[2;3r^[7^[[?6h^[8^[[Hx", ["x"]),
      ScreenCase("alternate screen 1049", 2, 8, "main^[[?1049halt^[[?1049l!", ["main!"]),
      ScreenCase("while it is shown", 2, 8, "main^[[?1049halt", ["    alt"]),
      ScreenCase("1049 clears each time", 2, 8, "^[[?1049halt^[[?1049l^[[?1049hx", ["x"]),
      ScreenCase("47 keeps what it has", 2, 8, "^[[?47halt^[[?47l^[[?47hx", ["altx"]),
      ScreenCase("1047 clears when it is left", 2, 8, "^[[?1047halt^[[?1047l^[[?1047hx", ["   x"]),
      ScreenCase("1048 saves the cursor", 2, 8, "ab^[[?1048h^[[2;2Hx^[[?1048lc", ["abc", " x"]),
      ScreenCase("cursors of both screens", 2, 8, "ab^[7^[[?47h^[[2;2H^[7^[[?47l^[8c", ["abc"]),
      ScreenCase("RIS", 3, 4, "ab^[[2;3r^[[?6h^[[4h^[(0^[cqx", ["qx"]),
      ScreenCase("RIS on the alternate screen", 3, 4, "ab^[[?1049hx^[cy", ["y"]),
      ScreenCase("DECSTR", 3, 4, "ab^[[2;3r^[[?6h^[[4h^[(0^[[!pq^[[Hc", ["cb", "q"]),
      ScreenCase("two modes in one", 2, 4, "^[[4;20hab\n^[[HX", ["Xab"]),
    ])
  func regions(_ sample: ScreenCase) { sample.check() }

  @Test(
    "Sets of characters",
    arguments: [
      ScreenCase("DEC special graphics", 1, 8, "^[(0lqqk^[(Bq", ["┌──┐q"]),
      ScreenCase("SO and SI", 1, 8, "^[)0a\u{e}x\u{f}x", ["a│x"]),
      ScreenCase("LS2 and LS3", 1, 8, "^[*0^[+A^[nx^[o#", ["│£"]),
      ScreenCase("SS2 is for one", 1, 8, "^[*0^[Nxx", ["│x"]),
      ScreenCase("SS3 is for one", 1, 8, "^[+A^[O##", ["£#"]),
      ScreenCase("DECRC restores them", 1, 8, "^[7^[(0x^[8x", ["x"]),
      ScreenCase(
        "all of them", 1, 40, "^[(0`abcdefghijklmnopqrstuvwxyz{|}~",
        ["◆▒␉␌␍␊°±␤␋┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·"]),
      ScreenCase("sets that UTF-8 leaves without use", 1, 8, "^[(K[", ["["]),
    ])
  func charsets(_ sample: ScreenCase) { sample.check() }

  @Test(
    "Wide characters and marks",
    arguments: [
      ScreenCase("two columns", "a漢b", ["a漢b"], at: (0, 4)),
      ScreenCase("no room for half a character", 2, 4, "abc漢", ["abc", "漢"], at: (1, 2)),
      ScreenCase("it fills the row", 2, 4, "ab漢x", ["ab漢", "x"]),
      ScreenCase("without autowrap there is none", 2, 4, "^[[?7labc漢", ["abc"]),
      ScreenCase("a screen of one column", 2, 1, "漢a", ["a"]),
      ScreenCase("the left half is overwritten", "漢字^[[1Gx", ["x 字"]),
      ScreenCase("the right half is overwritten", "漢字^[[2Gx", [" x字"]),
      ScreenCase("between two", "漢字^[[2G語", [" 語"]),
      ScreenCase("erasing half", "漢字^[[3G^[[1K", [""]),
      ScreenCase("erasing from the right half", "漢字^[[2G^[[K", [""]),
      ScreenCase("ECH of a half", "漢字^[[2G^[[X", ["  字"]),
      ScreenCase("DCH of a half", "漢字x^[[2G^[[P", [" 字x"]),
      ScreenCase("ICH between halves", "漢字^[[2G^[[@", ["   字"]),
      ScreenCase("ICH pushes a half out", 1, 4, "a漢b^[[1G^[[@", [" a漢"]),
      ScreenCase("ICH cuts at the edge", 1, 4, "ab漢^[[1G^[[@", [" ab"]),
      ScreenCase("insert mode", 1, 6, "abcd^[[1G^[[4h漢", ["漢abcd"]),
      ScreenCase("marks", "e\u{301}x", ["e\u{301}x"], at: (0, 2)),
      ScreenCase("marks on wide ones", "漢\u{301}x", ["漢\u{301}x"], at: (0, 3)),
      ScreenCase("a mark on a full row", 2, 4, "abcd\u{301}e", ["abcd\u{301}", "e"]),
      ScreenCase("a mark on nothing", "\u{301}x", ["x"]),
      ScreenCase(
        "many marks", "e" + String(repeating: "\u{301}", count: 20),
        ["e" + String(repeating: "\u{301}", count: 7)]),
      ScreenCase("REP of a wide one", "漢^[[2b", ["漢漢漢"]),
      ScreenCase("emoji are not joined", "👩\u{200d}👩x", ["👩\u{200d}👩x"], at: (0, 5)),
    ])
  func wide(_ sample: ScreenCase) { sample.check() }

  @Test(
    "Strings and questions are swallowed",
    arguments: [
      ScreenCase("OSC with BEL", "a^[]0;title\u{7}b", ["ab"]),
      ScreenCase("OSC with ST", "a^[]52;c;QUJD^[\\b", ["ab"]),
      ScreenCase("OSC with ST as a character", "a^[]0;tä\u{9c}b", ["ab"]),
      ScreenCase("DCS", "a^[P1$qm^[\\b", ["ab"]),
      ScreenCase("BEL is part of a DCS", "a^[P1\u{7}2^[\\b", ["ab"]),
      ScreenCase("SOS, PM, APC", "a^[Xs^[\\b^[^p^[\\c^[_a^[\\d", ["abcd"]),
      ScreenCase("CAN ends a string", "a^[Pxx\u{18}b", ["ab"]),
      ScreenCase("a sequence ends a string", "a^[]0;x^[[2Cb", ["a  b"]),
      ScreenCase("a character above in a string", "a^[]0;\u{9b}x\u{7}b", ["ab"]),
      ScreenCase(
        "questions", "a^[[c^[[>c^[[=c^[[6n^[[?6n^[[?25$p^[[4$p^[Z\u{5}^[[18t^[[>0qb", ["ab"]),
      ScreenCase("what nobody knows", "a^[[1;2;3zb^[[?9Wc^[%Gd^[[<1xe^[[1 !qf", ["abcdef"]),
      ScreenCase("parameters where none belong", "a^[[1?2mb", ["ab"]),
      ScreenCase("too many parameters", "a^[[" + String(repeating: "1;", count: 99) + "mb", ["ab"]),
      ScreenCase("intermediates and parameters", "a^[[1 2qb", ["ab"]),
    ])
  func strings(_ sample: ScreenCase) { sample.check() }
}
