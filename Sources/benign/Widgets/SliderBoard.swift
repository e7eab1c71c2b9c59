// SPDX-License-Identifier: Apache-2.0

import BenignLanguage
import Glibc
import JupyterProtocol

/// The models of an exploration: a slider or a menu for each control, the picture, and the button that keeps the setting.
struct SliderBoard: Sendable {
  /// One for each control, in their order.
  private(set) var controls: [WidgetModel]
  private(set) var picture: WidgetModel
  let keep: WidgetModel
  let box: WidgetModel
  private let looks: [WidgetModel]

  init(_ exploration: Exploration, html: String) {
    let layout = WidgetModel.layout(["width": "480px", "max_width": "100%"])
    let styles = ["SliderStyle", "DescriptionStyle"].map {
      WidgetModel.style($0, ["description_width": "120px"])
    }
    controls = exploration.controls.map { control in
      let style = if case .menu = control.kind { styles[1] } else { styles[0] }
      return WidgetModel(
        control.kind.modelName,
        control.kind.state.merging([
          "description": .string(control.name), "layout": layout.reference,
          "style": style.reference, control.kind.placeName: control.kind.json(control.start),
        ]) { state, _ in state })
    }
    picture = WidgetModel("HTML", ["value": .string(html), "placeholder": ""])
    let style = WidgetModel.style("ButtonStyle", [:])
    keep = WidgetModel(
      "Button",
      [
        "description": "keep", "style": style.reference,
        "tooltip": .string("takes this setting into the experiment \(exploration.experiment)"),
      ])
    box = WidgetModel(
      "VBox", ["children": .array((controls + [picture, keep]).map(\.reference))])
    looks = [layout, style] + styles
  }

  /// All models, those that others refer to first.
  var models: [WidgetModel] { looks + controls + [picture, keep, box] }

  /// The message that shows another picture.
  mutating func show(_ html: String) -> CommMessage { picture.set("value", .string(html)) }

  /// What a front end has done to a model: which control has which place now; `nil` of all else.
  mutating func move(
    _ id: String, _ state: JSONValue?, of exploration: Exploration
  ) -> (control: Int, place: Double)? {
    guard let index = controls.firstIndex(where: { $0.id == id }) else { return nil }
    let control = exploration.controls[index]
    let number: Double
    switch state?[control.kind.placeName] {
    case .number(let value): number = value
    case .integer(let value): number = Double(value)
    case _: return nil
    }
    guard let place = control.settled(number) else { return nil }
    _ = controls[index].set(control.kind.placeName, control.kind.json(place))
    return (index, place)
  }
}

extension Exploration.Control.Kind {
  fileprivate var modelName: String {
    switch self {
    case .menu: "Dropdown"
    case .range(_, isLogarithmic: true, _): "FloatLogSlider"
    case .range(_, _, isWhole: true): "IntSlider"
    case .range: "FloatSlider"
    }
  }

  /// The member of the state that says where it stands.
  fileprivate var placeName: String { if case .menu = self { "index" } else { "value" } }

  fileprivate func json(_ place: Double) -> JSONValue {
    switch self {
    case .menu, .range(_, isLogarithmic: false, isWhole: true): .integer(Int64(saturating: place))
    case .range: .number(place)
    }
  }

  fileprivate var state: [String: JSONValue] {
    switch self {
    case .menu(let entries): ["_options_labels": .array(entries.map(JSONValue.string))]
    case .range(let range, isLogarithmic: true, _):
      [
        "base": 10, "min": .number(log10(range.lowerBound)),
        "max": .number(log10(range.upperBound)), "step": 0.001,
        "readout_format": ".3~g",
      ]
    case .range(let range, _, isWhole: true):
      [
        "min": json(range.lowerBound), "max": json(range.upperBound), "step": 1,
        "readout_format": "d",
      ]
    case .range(let range, _, _):
      [
        "min": .number(range.lowerBound), "max": .number(range.upperBound),
        "step": .number(range.step), "readout_format": ".4~g",
      ]
    }
  }
}

extension ClosedRange<Double> {
  /// One, two or five times a power of ten: at least a thousand of them fit in.
  fileprivate var step: Double {
    let least = (upperBound - lowerBound) / 1000
    let power = pow(10, log10(least).rounded(.down))
    return power * ([5, 2].first { $0 * power <= least } ?? 1)
  }
}
