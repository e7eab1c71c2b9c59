// SPDX-License-Identifier: Apache-2.0

public import JupyterProtocol

/// What a kernel needs of a language.
///
/// The kernel knows nothing of the language and the language nothing of the wire. `execute` and
/// `evaluate` run on the execution thread of their shell, never on the wire thread; the editor
/// questions (`completeness`, `completions`, `inspection`) may be asked from any thread while a cell runs, so an
/// interpreter answers them from an immutable snapshot.
public protocol Interpreter: Sendable {
  /// Name, version, file extension and banner, as `kernel_info_reply` tells them.
  var language: LanguageDescription { get }

  /// Runs one cell to its end. Every publication goes through `output`, in order.
  ///
  /// A user's mistake is returned, never thrown; the kernel publishes it as `error`.
  func execute(_ cell: Cell, output: any CellOutput, interruption: Interruption) -> CellOutcome

  /// Evaluates the entries of `user_expressions`, after the cell succeeded: all of them on one state.
  func evaluate(_ expressions: [String], on shell: Shell, interruption: Interruption)
    -> [Result<MIMEBundle, ErrorReport>]

  func completeness(of code: String) -> Completeness
  /// - Parameter cursor: an offset in Unicode code points, already clamped to the code.
  func completions(in code: String, at cursor: Int) -> Completions
  /// Documentation of what stands at `cursor` (code points), or `nil`. `detail` is 0 or 1.
  func inspection(in code: String, at cursor: Int, detail: Int) -> MIMEBundle?

  /// The handler of a comm that a client opens; `nil` where no such target is known. Called on the thread of comms.
  func handler(of opening: CommDelivery, target: String) -> (any CommHandler)?
}

/// Where a request runs: the main shell, or a subshell, which only reads (JEP 91).
public enum Shell: Sendable, Hashable {
  case main
  case subshell(String)
}

/// The code of an `execute_request` with what an interpreter may want to know about it.
public struct Cell: Sendable {
  public var code: String
  public var shell: Shell
  /// The prompt number that this cell bears.
  public var executionCount: Int
  public var silent: Bool
  /// `metadata` of the request: front ends send `cellId`, tags and `deletedCells` there.
  public var metadata: [String: JSONValue]
  /// Whether the number is this cell's own: one that leaves no trace in the history has none.
  public var isNumbered: Bool
  /// What the main shell has published; of this cell too, where it is one of the main shell.
  public var transcript: Transcript

  public init(
    code: String, shell: Shell = .main, executionCount: Int = 1, silent: Bool = false,
    metadata: [String: JSONValue] = [:], isNumbered: Bool = true,
    transcript: Transcript = Transcript()
  ) {
    self.code = code
    self.shell = shell
    self.executionCount = executionCount
    self.silent = silent
    self.metadata = metadata
    self.isNumbered = isNumbered
    self.transcript = transcript
  }
}

/// Asked at every step or chunk of long work; cheap enough for that (one atomic load).
public struct Interruption: Sendable {
  private let probe: @Sendable () -> Bool

  public init(_ probe: @escaping @Sendable () -> Bool) { self.probe = probe }
  public static let never = Interruption { false }
  public var isRequested: Bool { probe() }
}

/// The publications of one request, in order.
public protocol CellOutput: CommOutput {
  /// Text on stdout or stderr; the kernel coalesces neighbouring writes.
  func write(_ text: String, to stream: OutputStreamName)
  func result(_ bundle: MIMEBundle)
  /// Shows an output; with an `id`, later `update`s of the same id replace it.
  func display(_ bundle: MIMEBundle, id: String?)
  func clear(wait: Bool)
  /// Text for the front end's pager. Several pages of a cell become one payload.
  func page(_ bundle: MIMEBundle)
}

public enum OutputStreamName: String, Sendable {
  case stdout
  case stderr
}

public enum CellOutcome: Sendable {
  case finished
  case failed(ErrorReport)
}

/// `ename`, `evalue` and `traceback` of the protocol.
public struct ErrorReport: Error, Sendable, Equatable {
  public var name: String
  public var message: String
  public var traceback: [String]

  public init(name: String, message: String, traceback: [String]) {
    self.name = name
    self.message = message
    self.traceback = traceback
  }
}

public enum Completeness: Sendable, Equatable {
  case complete
  case incomplete(indent: String)
  case invalid
}

public struct Completions: Sendable, Equatable {
  public struct Item: Sendable, Equatable {
    public var text: String
    /// One of JupyterLab's kinds, such as "keyword", "function", "instance", "statement", "path".
    public var type: String
    public var signature: String?

    public init(text: String, type: String, signature: String? = nil) {
      self.text = text
      self.type = type
      self.signature = signature
    }
  }

  public var items: [Item]
  /// The code points that an item replaces.
  public var range: Range<Int>

  public init(items: [Item], range: Range<Int>) {
    self.items = items
    self.range = range
  }
}

public struct LanguageDescription: Sendable {
  public var name: String
  public var version: String
  public var mimeType: String
  /// The extension with its point, such as ".benign".
  public var fileExtension: String
  public var pygmentsLexer: String
  public var codeMirrorMode: JSONValue
  public var banner: String
  public var helpLinks: [(text: String, url: String)]
  public var implementation: String
  public var implementationVersion: String

  public init(
    name: String, version: String, mimeType: String, fileExtension: String, pygmentsLexer: String,
    codeMirrorMode: JSONValue, banner: String, helpLinks: [(text: String, url: String)] = [],
    implementation: String, implementationVersion: String
  ) {
    self.name = name
    self.version = version
    self.mimeType = mimeType
    self.fileExtension = fileExtension
    self.pygmentsLexer = pygmentsLexer
    self.codeMirrorMode = codeMirrorMode
    self.banner = banner
    self.helpLinks = helpLinks
    self.implementation = implementation
    self.implementationVersion = implementationVersion
  }
}
