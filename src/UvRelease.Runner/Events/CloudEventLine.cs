using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace UvRelease.Runner;

/// <summary>An event as one line of JSON (CloudEvents 1.0, JSON format; newline-delimited).</summary>
internal static class CloudEventLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the line, its end included.</summary>
    public static byte[] Write(StepEvent told, string source, string id, DateTimeOffset time)
    {
        var bytes = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteString("specversion", "1.0");
            json.WriteString("id", id);
            json.WriteString("source", source);
            json.WriteString("type", told.Name);
            json.WriteString("subject", told.Subject);
            json.WriteString("time", time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
            json.WriteString("datacontenttype", "application/json");
            json.WriteStartObject("data");
            foreach ((string name, object? value) in told.Attributes)
                WriteValue(json, name, value);
            json.WriteStartArray("metrics");
            foreach (StepMetric metric in told.Metrics)
            {
                json.WriteStartObject();
                json.WriteString("name", metric.Name);
                json.WriteString("unit", metric.Unit);
                json.WriteNumber("value", metric.Value);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return [.. bytes.WrittenSpan, (byte)'\n'];
    }

    private static void WriteValue(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case string text:
                json.WriteString(name, text);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case IReadOnlyList<string> texts:
                json.WriteStartArray(name);
                foreach (string text in texts)
                    json.WriteStringValue(text);
                json.WriteEndArray();
                break;
        }
    }
}
