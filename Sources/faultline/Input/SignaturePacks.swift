import Foundation
import Signatures

/// A user's own rule files: `.faultline/signatures/*.yml` and the folders named on the command line.
enum SignaturePacks {
  /// The folder that is read without being named, if it exists here.
  static var standard: [String] {
    FileManager.default.fileExists(atPath: ".faultline/signatures") ? [".faultline/signatures"] : []
  }

  /// Reads every rule file below `folders` (a folder or a file each), gathering all problems.
  static func read(_ folders: [String]) throws -> [RuleFile] {
    var files: [RuleFile] = []
    var problems: [Problem] = []
    for path in try paths(folders) {
      do {
        let text = String(decoding: try ByteSource(path).bytes(), as: UTF8.self)
        files.append(try RuleFileReader.read(text, path: path))
      } catch let error as Problems {
        problems += error.all
      }
    }
    if !problems.isEmpty { throw Problems(problems) }
    return files
  }

  /// The `.yml` and `.yaml` files below `folders`, sorted.
  static func paths(_ folders: [String]) throws -> [String] {
    let inputs = LogInputs(folders)
    if let error = inputs.errors.first { throw error }
    return inputs.paths.filter { $0.hasSuffix(".yml") || $0.hasSuffix(".yaml") }.sorted()
  }
}
