// SPDX-License-Identifier: Apache-2.0

/// Content of `kernel_info_reply`.
public struct KernelInfoReply: Sendable, Encodable {
  public struct LanguageInfo: Sendable, Encodable {
    public var name, version, mimetype, fileExtension, pygmentsLexer: String
    public var codemirrorMode: JSONValue

    public init(
      name: String, version: String, mimetype: String, fileExtension: String,
      highlighting: (pygmentsLexer: String, codemirrorMode: JSONValue)
    ) {
      (self.name, self.version) = (name, version)
      (self.mimetype, self.fileExtension) = (mimetype, fileExtension)
      pygmentsLexer = highlighting.pygmentsLexer
      codemirrorMode = highlighting.codemirrorMode
    }

    private enum CodingKeys: String, CodingKey {
      case name, version, mimetype
      case fileExtension = "file_extension"
      case pygmentsLexer = "pygments_lexer"
      case codemirrorMode = "codemirror_mode"
    }
  }

  public struct HelpLink: Sendable, Encodable {
    public var text: String
    public var url: String

    public init(text: String, url: String) {
      (self.text, self.url) = (text, url)
    }
  }

  public var status = "ok"
  public var protocolVersion = MessageHeader.protocolVersion
  public var implementation: String
  public var implementationVersion: String
  public var languageInfo: LanguageInfo
  public var banner: String
  public var helpLinks: [HelpLink]
  /// JEP 92. Names as ipykernel and ark write them.
  public var supportedFeatures = ["kernel subshells", "iopub_welcome"]

  public init(
    implementation: String, implementationVersion: String, languageInfo: LanguageInfo,
    banner: String, helpLinks: [HelpLink]
  ) {
    (self.implementation, self.implementationVersion) = (implementation, implementationVersion)
    (self.languageInfo, self.banner, self.helpLinks) = (languageInfo, banner, helpLinks)
  }

  private enum CodingKeys: String, CodingKey {
    case status
    case protocolVersion = "protocol_version"
    case implementation
    case implementationVersion = "implementation_version"
    case languageInfo = "language_info"
    case banner
    case helpLinks = "help_links"
    case supportedFeatures = "supported_features"
  }
}
