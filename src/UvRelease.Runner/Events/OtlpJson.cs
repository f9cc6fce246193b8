using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace UvRelease.Runner;

/// <summary>An event and its metrics in OTLP's JSON encoding (opentelemetry-proto 1.x, OTLP/HTTP; 64-bit numbers are texts there).</summary>
internal static class OtlpJson
{
    /// <summary>Name of the instrumentation scope.</summary>
    public const string Scope = "uv-release";

    /// <summary>SEVERITY_NUMBER_INFO.</summary>
    public const int SeverityInfo = 9;

    /// <summary>SEVERITY_NUMBER_ERROR.</summary>
    public const int SeverityError = 17;

    /// <summary>AGGREGATION_TEMPORALITY_DELTA.</summary>
    public const int DeltaTemporality = 1;

    /// <summary>ExportLogsServiceRequest.</summary>
    public static byte[] Logs(StepEvent told, IReadOnlyList<(string Name, object? Value)> resource, DateTimeOffset time) =>
        Request("resourceLogs", "scopeLogs", "logRecords", resource, json =>
    {
        json.WriteStartObject();
        json.WriteString("timeUnixNano", Nanoseconds(time));
        json.WriteString("observedTimeUnixNano", Nanoseconds(time));
        json.WriteNumber("severityNumber", told.IsError ? SeverityError : SeverityInfo);
        json.WriteString("severityText", told.IsError ? "ERROR" : "INFO");
        json.WriteString("eventName", told.Name);
        WriteAttributes(json, told.Attributes);
        json.WriteEndObject();
    });

    /// <summary>ExportMetricsServiceRequest.</summary>
    public static byte[] Metrics(StepEvent told, IReadOnlyList<(string Name, object? Value)> resource, DateTimeOffset start, DateTimeOffset time) =>
        Request("resourceMetrics", "scopeMetrics", "metrics", resource, json =>
    {
        foreach (StepMetric metric in told.Metrics)
        {
            json.WriteStartObject();
            json.WriteString("name", metric.Name);
            json.WriteString("unit", metric.Unit);
            json.WriteStartObject(metric.IsCounter ? "sum" : "gauge");
            json.WriteStartArray("dataPoints");
            json.WriteStartObject();
            json.WriteString("startTimeUnixNano", Nanoseconds(start));
            json.WriteString("timeUnixNano", Nanoseconds(time));
            json.WriteNumber("asDouble", metric.Value);
            WriteAttributes(json, metric.Attributes);
            json.WriteEndObject();
            json.WriteEndArray();
            if (metric.IsCounter)
            {
                json.WriteNumber("aggregationTemporality", DeltaTemporality);
                json.WriteBoolean("isMonotonic", true);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }
    });

    private static byte[] Request(string resources, string scopes, string records, IReadOnlyList<(string Name, object? Value)> resource,
        Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartArray(resources);
            json.WriteStartObject();
            json.WriteStartObject("resource");
            WriteAttributes(json, resource);
            json.WriteEndObject();
            json.WriteStartArray(scopes);
            json.WriteStartObject();
            json.WriteStartObject("scope");
            json.WriteString("name", Scope);
            json.WriteEndObject();
            json.WriteStartArray(records);
            write(json);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void WriteAttributes(Utf8JsonWriter json, IReadOnlyList<(string Name, object? Value)> attributes)
    {
        json.WriteStartArray("attributes");
        foreach ((string name, object? value) in attributes)
        {
            if (value is null)
                continue;
            json.WriteStartObject();
            json.WriteString("key", name);
            json.WritePropertyName("value");
            WriteValue(json, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        json.WriteStartObject();
        switch (value)
        {
            case bool flag:
                json.WriteBoolean("boolValue", flag);
                break;
            case int or long:
                json.WriteString("intValue", Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case IReadOnlyList<string> texts:
                json.WriteStartObject("arrayValue");
                json.WriteStartArray("values");
                foreach (string text in texts)
                    WriteValue(json, text);
                json.WriteEndArray();
                json.WriteEndObject();
                break;
            default:
                json.WriteString("stringValue", Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }

        json.WriteEndObject();
    }

    private static string Nanoseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks.ToString(CultureInfo.InvariantCulture) + "00";
}
