// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import JupyterProtocol

/// A model of ipywidgets: its state, which front ends hold a copy of, and the messages that carry it.
///
/// The states are those of `jupyter_widgets/models.md` in the ipywidgets repository, version 2.0.0 of both modules.
struct WidgetModel: Sendable {
  /// The comms of models.
  static let target = "jupyter.widget"
  /// MIME type of what shows a model.
  static let viewType = "application/vnd.jupyter.widget-view+json"
  /// The version of the messages.
  private static let protocolVersion = "2.1.0"
  private static let modules = (
    base: JSONValue.string("@jupyter-widgets/base"),
    controls: JSONValue.string("@jupyter-widgets/controls")
  )
  private static let moduleVersion = JSONValue.string("2.0.0")

  /// Also the id of its comm.
  let id = UUID().uuidString.lowercased().filter { $0 != "-" }
  private(set) var state: [String: JSONValue]

  /// A control, such as "FloatSlider".
  init(_ name: String, _ state: [String: JSONValue]) {
    self.init(name, Self.modules.controls, view: (Self.modules.controls, name + "View"), state)
  }

  /// The layout of controls.
  static func layout(_ state: [String: JSONValue]) -> WidgetModel {
    WidgetModel("Layout", modules.base, view: (modules.base, "LayoutView"), state)
  }

  /// The style of controls, such as "SliderStyle".
  static func style(_ name: String, _ state: [String: JSONValue]) -> WidgetModel {
    WidgetModel(name, modules.controls, view: (modules.base, "StyleView"), state)
  }

  private init(
    _ name: String, _ module: JSONValue, view: (module: JSONValue, name: String),
    _ state: [String: JSONValue]
  ) {
    let names: [String: JSONValue] = [
      "_model_module": module, "_model_module_version": Self.moduleVersion,
      "_model_name": .string(name + "Model"), "_view_module": view.module,
      "_view_module_version": Self.moduleVersion, "_view_name": .string(view.name),
    ]
    self.state = names.merging(state) { name, _ in name }
  }

  /// How other models refer to it.
  var reference: JSONValue { .string("IPY_MODEL_" + id) }

  /// What shows it where it stands.
  var view: JSONValue { ["version_major": 2, "version_minor": 0, "model_id": .string(id)] }

  var opening: CommOpen {
    CommOpen(
      commID: id, targetName: Self.target,
      data: ["state": .object(state), "buffer_paths": []],
      metadata: JSONText(["version": .string(Self.protocolVersion)]))
  }

  /// Changes a member of the state.
  /// - Returns: the message that tells front ends.
  mutating func set(_ name: String, _ value: JSONValue) -> CommMessage {
    state[name] = value
    return message([name: value])
  }

  /// The message that tells all of it.
  var whole: CommMessage { message(state) }

  private func message(_ state: [String: JSONValue]) -> CommMessage {
    CommMessage(
      commID: id,
      data: ["method": "update", "state": .object(state), "buffer_paths": []])
  }

  /// The state as pages that are loaded anew ask for it, all models at once.
  var described: JSONValue {
    [
      "model_name": state["_model_name"] ?? .null, "model_module": state["_model_module"] ?? .null,
      "model_module_version": Self.moduleVersion, "state": .object(state),
    ]
  }
}
