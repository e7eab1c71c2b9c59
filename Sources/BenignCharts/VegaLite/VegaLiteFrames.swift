// SPDX-License-Identifier: Apache-2.0

/// Writes several figures on the same axes as one specification, with a slider that says which of them is seen.
///
/// Members that are the same in all frames stand once. The rest has a list of numbers for each frame, which a filter chooses and `flatten` takes apart.
struct VegaLiteFrames {
  /// One for each frame.
  let renderers: [VegaLiteRenderer]
  /// The key that the slider moves.
  let name: String
  /// The frame that is seen first.
  let first: Int

  /// Digits of numbers that are another in each frame: on a logarithmic axis they tell more than a pixel.
  private static let leastDigits = 3
  /// The digits of the numbers' span that are told: on a linear axis a few thousandths of it tell more than a pixel.
  private static let digitsOfSpan = 4

  /// A number with as many digits as the picture shows.
  fileprivate static func rounded(_ number: Double, span: Double) -> Double {
    guard number != 0, span > 0 else { return number }
    let more = Int(saturating: Logarithm.log10(number.magnitude / span).rounded(.up))
    let digits = max(leastDigits, digitsOfSpan + more)
    return digits < 17 ? DecimalNumber(number).rounded(to: digits).value : number
  }
  /// The parameter whose value is the number of the frame.
  private static let parameter = "frame"

  func document() -> JSON {
    var layers: [JSON] = []
    var shared: [[Double]] = []
    for slot in slots { layers.append(slot.layer(of: renderers.count, sharing: &shared)) }
    let slider: JSON = [
      "name": .string(Self.parameter), "value": .number(Double(first)),
      "bind": [
        "input": "range", "min": 0, "max": .number(Double(renderers.count - 1)), "step": 1,
        "name": .string(name + " "),
      ],
    ]
    let lists = shared.enumerated().map { index, list -> JSON in
      ["name": .string(Self.list(index)), "value": .numbers(list)]
    }
    return renderers[first].document(layers).with("params", .array([slider] + lists))
  }

  /// The parameter that is a list of shared numbers.
  fileprivate static func list(_ index: Int) -> String { "list\(index)" }

  /// A layer of the specification with its rows in each frame that has it.
  fileprivate struct Slot {
    /// The layer without its data.
    let members: [JSON.Member]
    var rows: [Int: JSON] = [:]
  }

  /// Layers that differ in nothing but their data are one.
  private var slots: [Slot] {
    var slots: [Slot] = []
    var places: [String: Int] = [:]
    for (frame, renderer) in renderers.enumerated() {
      var counts: [String: Int] = [:]
      for layer in renderer.layers {
        guard let (members, rows) = layer.partedFromData else { continue }
        let text = JSON.object(members).text
        let key = "\(counts[text, default: 0]) \(text)"
        counts[text, default: 0] += 1
        let place = places[key] ?? slots.count
        if place == slots.count { slots.append(Slot(members: members)) }
        places[key] = place
        slots[place].rows[frame] = rows
      }
    }
    return slots
  }
}

extension VegaLiteFrames.Slot {
  /// - Parameter lists: numbers that are the same in all frames; those of this layer are added.
  fileprivate func layer(of frames: Int, sharing lists: inout [[Double]]) -> JSON {
    let all = (0..<frames).map { rows[$0] }
    if let one = all[0], all.allSatisfy({ $0 == one }) {
      return .object([.init(key: "data", value: ["values": one])] + members)
    }
    let columns = all.map { $0?.columns }
    if let first = columns.compactMap({ $0 }).first,
      zip(all, columns).allSatisfy({
        $0 == nil || $1?.keys == first.keys && $1?.common == first.common
      })
    {
      return listed(columns, keys: first.keys, sharing: &lists)
    }
    let numbered = all.enumerated().flatMap { frame, values -> [JSON] in
      (values?.elements ?? []).map { $0.with("frame", .number(Double(frame))) }
    }
    return layer(.array(numbered), [VegaLiteFrames.filter])
  }

  /// One row a frame, with lists in it.
  private func listed(
    _ frames: [JSONRows?], keys: [String], sharing lists: inout [[Double]]
  ) -> JSON {
    let columns = frames.map { $0?.columns }
    var own: [Int] = []
    var looked: [JSON] = []
    for (index, key) in keys.enumerated() {
      let first = columns[0]?[index]
      guard let first, columns.allSatisfy({ $0?[index] == first }), first.count > 1,
        // Something must be left to be taken apart.
        index < keys.count - 1 || !own.isEmpty
      else {
        own.append(index)
        continue
      }
      let place = lists.firstIndex(of: first) ?? lists.count
      if place == lists.count { lists.append(first) }
      looked.append([
        "calculate": .string("\(VegaLiteFrames.list(place))[datum.row - 1]"), "as": .string(key),
      ])
    }
    let spans = keys.indices.map { index -> Double in
      let all = columns.compactMap { $0?[index] }.joined()
      return (all.max() ?? 0) - (all.min() ?? 0)
    }
    let rows = zip(frames, columns).enumerated().compactMap { frame, pair -> JSON? in
      guard let rows = pair.0, let columns = pair.1 else { return nil }
      let lists = own.map {
        JSON.Member(key: keys[$0], value: .rounded(columns[$0], span: spans[$0]))
      }
      return .object([.init(key: "frame", value: .number(Double(frame)))] + lists + rows.common)
    }
    let flatten: JSON = ["flatten": .array(own.map { .string(keys[$0]) })]
    let numbered: JSON = ["window": [["op": "row_number", "as": "row"]]]
    return layer(
      .array(rows),
      [VegaLiteFrames.filter, flatten] + (looked.isEmpty ? [] : [numbered] + looked))
  }

  /// - Parameter transforms: before its own.
  private func layer(_ rows: JSON, _ transforms: [JSON]) -> JSON {
    var all = transforms
    if case .array(let own)? = members.first(where: { $0.key == "transform" })?.value { all += own }
    return .object(
      [
        .init(key: "data", value: ["values": rows]), .init(key: "transform", value: .array(all)),
      ] + members.filter { $0.key != "transform" })
  }
}

extension VegaLiteFrames {
  fileprivate static let filter: JSON = ["filter": "datum.frame === frame"]
}

extension JSON {
  /// A layer's rows, and all else of it.
  fileprivate var partedFromData: (members: [Member], rows: JSON)? {
    guard case .object(let members) = self,
      case .object(let data)? = members.first(where: { $0.key == "data" })?.value,
      let rows = data.first(where: { $0.key == "values" })?.value
    else { return nil }
    return (members.filter { $0.key != "data" }, rows)
  }

  fileprivate var columns: JSONRows? { if case .rows(let rows) = self { rows } else { nil } }

  /// The elements of a list.
  fileprivate var elements: [JSON] {
    switch self {
    case .array(let elements): elements
    case .rows(let rows): rows.objects
    case .null, .boolean, .number, .string, .object: []
    }
  }

  fileprivate static func rounded(_ numbers: [Double], span: Double) -> JSON {
    .numbers(numbers.map { VegaLiteFrames.rounded($0, span: span) })
  }
}

extension JSONRows {
  fileprivate var objects: [JSON] {
    let columns = columns
    return (0..<count).map { row in
      .object(
        keys.enumerated().map { .init(key: $1, value: .number(columns[$0][row])) } + common)
    }
  }
}
