import Foundation
import PackagePlugin

/// Packs `Signatures/` and the model trained on `Corpus/` into a Swift source, so that the
/// executable works when copied alone into an empty directory.
@main struct Embed: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let root = context.package.directoryURL
    let output = context.pluginWorkDirectoryURL.appending(path: "Embedded.swift")
    // SwiftPM plans anew only when a source folder changed: the Makefile switches that off, and the
    // folders are inputs too, so that a file that came since is packed even by a bare `swift build`.
    let folders = [root.appending(path: "Signatures"), root.appending(path: "Corpus")]
    let signatures = files(below: root.appending(path: "Signatures"), ending: ".yml")
    let corpus = files(below: root.appending(path: "Corpus"), ending: ".log")
    return [
      .buildCommand(
        displayName: "Packing \(signatures.count) rule files and the model of \(corpus.count) logs",
        executable: try context.tool(named: "faultline-pack").url,
        arguments: [
          root.appending(path: "Signatures").path(), root.appending(path: "Corpus").path(),
          output.path(),
        ],
        inputFiles: folders + signatures + corpus, outputFiles: [output])
    ]
  }

  private func files(below folder: URL, ending: String) -> [URL] {
    let walker = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    var out: [URL] = []
    while let url = walker?.nextObject() as? URL {
      if url.path().hasSuffix(ending) { out.append(url) }
    }
    return out.sorted { $0.path() < $1.path() }
  }
}
