/// RSpec: a file with a hook that makes a quarantined example that failed pending.
enum RSpecExport: QuarantineExport {
  static let name = "rspec"
  static let mutes = true
  static let usage = "save as faultline_quarantine.rb; rspec -r ./faultline_quarantine.rb"

  static func exclude(_ tests: [QuarantinedTest]) -> QuarantineExportText {
    let (kept, leftOut) = sorted(tests) { _ in nil }
    let patterns = kept.map {
      "  " + Quoting.rubyOrJavaScript(NamePattern.of($0.key, .pcre)) + ",\n"
    }
    return QuarantineExportText(
      .file(
        """
        # Made by 'faultline quarantine export --framework rspec': do not edit, export again.
        # The examples below still run; one that fails is reported as pending and fails no build.
        FAULTLINE_MUTED = [
        \(patterns.joined())].map { |pattern| Regexp.new("\\\\A(?:#{pattern})\\\\z") }.freeze

        RSpec.configure do |config|
          config.around(:each) do |procedure|
            procedure.run
            example = procedure.example
            failure = example.exception
            file = example.metadata[:file_path].delete_prefix("./").delete_suffix(".rb")
            key = file.split("/").join(".") + "::" + example.full_description
            if failure && FAULTLINE_MUTED.any? { |name| name.match?(key) }
              # The example has ended; without its exception a skip is what is left of it.
              example.instance_variable_set(:@exception, nil)
              skip("\(QuarantineExports.marker): #{failure.class}: #{failure.message}")
            end
          end
        end

        """), leftOut: leftOut)
  }
}
