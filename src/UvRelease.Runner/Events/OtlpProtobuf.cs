using System.Globalization;

namespace UvRelease.Runner;

/// <summary>
/// An event and its metrics in OTLP's binary encoding: the same records as <see cref="OtlpJson"/>, by the field numbers of opentelemetry-proto 1.x.
/// </summary>
internal static class OtlpProtobuf
{
    /// <summary>ExportLogsServiceRequest.</summary>
    public static byte[] Logs(StepEvent told, IReadOnlyList<(string Name, object? Value)> resource, DateTimeOffset time) =>
        Request(resource, scope => scope.Nested(2, record =>
    {
        record.Fixed(1, Nanoseconds(time));
        record.Number(2, told.IsError ? OtlpJson.SeverityError : OtlpJson.SeverityInfo);
        record.Text(3, told.IsError ? "ERROR" : "INFO");
        Attributes(record, 6, told.Attributes);
        record.Fixed(11, Nanoseconds(time));
        record.Text(12, told.Name);
    }));

    /// <summary>ExportMetricsServiceRequest.</summary>
    public static byte[] Metrics(StepEvent told, IReadOnlyList<(string Name, object? Value)> resource, DateTimeOffset start, DateTimeOffset time) =>
        Request(resource, scope =>
    {
        foreach (StepMetric metric in told.Metrics)
        {
            scope.Nested(2, written =>
            {
                written.Text(1, metric.Name);
                written.Text(3, metric.Unit);
                written.Nested(metric.IsCounter ? 7 : 5, data =>
                {
                    data.Nested(1, point =>
                    {
                        point.Fixed(2, Nanoseconds(start));
                        point.Fixed(3, Nanoseconds(time));
                        point.Real(4, metric.Value);
                        Attributes(point, 7, metric.Attributes);
                    });
                    if (!metric.IsCounter)
                        return;
                    data.Number(2, OtlpJson.DeltaTemporality);
                    data.Number(3, 1);
                });
            });
        }
    });

    private static byte[] Request(IReadOnlyList<(string Name, object? Value)> resource, Action<ProtobufWriter> write) =>
        ProtobufWriter.Message(request => request.Nested(1, one =>
    {
        one.Nested(1, described => Attributes(described, 1, resource));
        one.Nested(2, scoped =>
        {
            scoped.Nested(1, scope => scope.Text(1, OtlpJson.Scope));
            write(scoped);
        });
    }));

    private static void Attributes(ProtobufWriter message, int field, IReadOnlyList<(string Name, object? Value)> attributes)
    {
        foreach ((string name, object? value) in attributes)
        {
            if (value is null)
                continue;
            message.Nested(field, pair =>
            {
                pair.Text(1, name);
                pair.Nested(2, any => Value(any, value));
            });
        }
    }

    private static void Value(ProtobufWriter any, object value)
    {
        switch (value)
        {
            case bool flag:
                any.Number(2, flag ? 1 : 0);
                break;
            case int or long:
                any.Number(3, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case IReadOnlyList<string> texts:
                any.Nested(5, array =>
                {
                    foreach (string text in texts)
                        array.Nested(1, element => element.Text(1, text));
                });
                break;
            default:
                any.Text(1, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                break;
        }
    }

    private static ulong Nanoseconds(DateTimeOffset time) => (ulong)(time - DateTimeOffset.UnixEpoch).Ticks * 100;
}
