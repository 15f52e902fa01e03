extension ConformanceReport {
  /// JSON Schema of the JSON form, version 1: fields are only ever added.
  public static let jsonSchema = """
    {
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "hillock-conformance/1",
      "type": "object",
      "required": ["schema", "tool", "strict", "plugins", "refused", "trouble"],
      "properties": {
        "schema": { "const": "hillock-conformance/1" },
        "tool": { "type": "string" },
        "strict": { "type": "boolean" },
        "refused": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["path", "reason"],
            "properties": { "path": { "type": "string" }, "reason": { "type": "string" } }
          }
        },
        "trouble": { "type": "array", "items": { "type": "string" } },
        "plugins": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["path", "activation", "level", "seed", "results", "seconds"],
            "properties": {
              "path": { "type": "string" },
              "activation": { "type": "string" },
              "version": { "type": "string" },
              "sha256": { "type": "string" },
              "level": { "enum": ["quick", "standard", "exhaustive"] },
              "shard": {
                "type": "object",
                "required": ["index", "count"],
                "properties": {
                  "index": { "type": "integer" }, "count": { "type": "integer" }
                }
              },
              "seed": { "type": "integer" },
              "seconds": { "type": "number" },
              "results": {
                "type": "array",
                "items": {
                  "type": "object",
                  "required": ["check", "group", "status", "message", "evidence", "worst", "seconds"],
                  "properties": {
                    "check": { "type": "string" },
                    "group": { "type": "string" },
                    "status": {
                      "enum": ["pass", "warning", "fail", "crash", "timeout", "skipped"]
                    },
                    "message": { "type": "string" },
                    "seconds": { "type": "number" },
                    "because": { "type": "string" },
                    "remedy": { "type": "string" },
                    "asked": { "type": "integer" },
                    "judged": { "type": "integer" },
                    "omitted": {
                      "type": "object", "additionalProperties": { "type": "integer" }
                    },
                    "evidence": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "properties": {
                          "function": { "type": "string" },
                          "input": { "type": "string" },
                          "expected": { "type": "string" },
                          "got": { "type": "string" },
                          "ulp": { "type": "string" },
                          "reproduce": { "type": "string" }
                        }
                      }
                    },
                    "worst": {
                      "type": "array",
                      "items": {
                        "type": "object",
                        "required": ["function", "ulp", "input", "points"],
                        "properties": {
                          "function": { "type": "string" },
                          "ulp": { "type": "number" },
                          "input": { "type": "string" },
                          "points": { "type": "integer" }
                        }
                      }
                    }
                  }
                }
              }
            }
          }
        }
      }
    }

    """
}
