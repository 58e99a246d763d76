import Testing

/// What explain, blame and timeline say to whoever types.
@Suite struct InvestigationTests {
  @Test("Help needs no rights", arguments: ["explain", "blame", "timeline"])
  func help(_ word: String) throws {
    let help = try Command.unprivileged(word, "--help")
    #expect(help.status == 0)
    #expect(help.output.contains("USAGE: lookback \(word)"))
    #expect(help.errors == "")
  }

  @Test(
    "What is wrong is told in one line",
    arguments: [
      (["explain"], "takes one of --dst, --pid, --event and --path"),
      (["explain", "--pid", "1", "--path", "/x"], "takes one of"),
      (["explain", "--dst", "server"], "'server' is no address"),
      (["explain", "--pid", "1", "--ports", "3"], "--ports goes with --dst"),
      (["explain", "--dst", "::1", "--ports", "0"], "--ports takes a number from 1 on"),
      (["explain", "--path", "/x", "--at", "now"], "--at goes with --pid"),
      (["explain", "--pid", "1", "--at", "soon"], "--at: "),
      (["explain", "--event", "a/b"], "'a/b' is neither NUMBER nor RUN/NUMBER"),
      (["explain", "--dst", "::1", "--from", "now", "--to", "1h"], "--to is before --from"),
      (["blame", "/x", "--limit", "0"], "--limit takes a number from 1 on"),
      (["blame", ""], "takes the path of a file"),
      (
        ["timeline", "--user", "a", "--session", "b"],
        "takes one of --session, --process and --user"
      ),
    ])
  func mistakes(_ words: [String], _ message: String) throws {
    try Command.unprivileged(words).expectFailure(
      saying: message, "(see lookback \(words[0]) --help)")
  }

  @Test(
    "Where nothing was ever recorded it is said",
    arguments: [["explain", "--dst", "::1"], ["blame", "/x"], ["timeline"]])
  func nothing(_ words: [String]) throws {
    try Command(words + ["--history", "/nonexistent/history"])
      .expectFailure(saying: "/nonexistent/history: there is no history")
  }
}
