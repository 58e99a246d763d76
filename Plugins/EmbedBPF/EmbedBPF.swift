import Foundation
import PackagePlugin

/// Compiles all of `bpf/*.bpf.c` for the BPF target and embeds the object as a Swift source of the
/// target that uses this plugin: one that reads the kernel's memory by loads, and one by helper calls
/// (bpf/include/read.bpf.h).
///
/// Together, as one source: libbpf's linker (1.1) does not join objects that call the same function of
/// the kernel, and one run of the compiler is quicker than two dozen.
@main
struct EmbedBPF: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let root = context.package.directoryURL
    let programs = root.appending(path: "bpf")
    let shared = root.appending(path: "Sources/CEventABI/include")
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedBPF.swift")
    let sources = try files(in: programs, ending: ".bpf.c")
    let headers =
      try files(in: programs.appending(path: "include"), ending: ".h")
      + files(in: shared, ending: ".h")
    let embed = try context.tool(named: "embed-bpf").url

    // -mcpu=v2: v3 makes atomic instructions that 5.10 refuses for every program.
    let script = """
      set -eu
      for source in "$@"; do echo "#include \\"$source\\""; done >"$WORK/programs.c"
      compile() {
        "$CLANG" -target bpf -mcpu=v2 -O2 -g -D__TARGET_ARCH_x86 \
          -Wall -Wextra -Werror -Wno-unused-parameter -Wno-default-const-init-var-unsafe \
          -ffile-prefix-map="$ROOT"=. -I "$ROOT/bpf/include" -I "$SHARED" \
          -c "$WORK/programs.c" "$@"
      }
      compile -o "$WORK/helpers.o"
      compile -DEV_DIRECT_READS -o "$WORK/loads.o"
      "$EMBED" "$OUTPUT" objectReadingByHelpers="$WORK/helpers.o" objectReadingByLoads="$WORK/loads.o"
      """
    return [
      .buildCommand(
        displayName: "Compiling \(sources.count) BPF sources",
        executable: URL(filePath: "/bin/sh"),
        arguments: ["-c", script, "sh"] + sources.map { $0.path() },
        environment: [
          "CLANG": try context.tool(named: "clang").url.path(),
          "EMBED": embed.path(),
          "OUTPUT": output.path(),
          "ROOT": root.path().trimmingSuffix("/"),
          "SHARED": shared.path(),
          "WORK": context.pluginWorkDirectoryURL.path(),
          "PATH": "/usr/bin:/bin",
        ],
        inputFiles: sources + headers + [embed],
        outputFiles: [output])
    ]
  }

  private func files(in folder: URL, ending: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.lastPathComponent.hasSuffix(ending) }
      .sorted { $0.path() < $1.path() }
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
  }
}
