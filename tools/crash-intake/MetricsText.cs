using System.Globalization;
using System.Text;
using UvRelease.Crashes.Intake;

namespace UvRelease.CrashIntake;

/// <summary>What happened since the start, as Prometheus reads it (text format 0.0.4).</summary>
internal static class MetricsText
{
    /// <summary>Writes it.</summary>
    public static string Of(IntakeCounts counts)
    {
        var text = new StringBuilder();
        Head("uv_crash_stored_total", "counter", "Reports and pings that were stored.");
        Value("uv_crash_stored_total{kind=\"dump\"}", counts.Dumps);
        Value("uv_crash_stored_total{kind=\"error\"}", counts.Errors);
        Value("uv_crash_stored_total{kind=\"ping\"}", counts.Pings);
        Head("uv_crash_repeated_total", "counter", "Reports that were stored already when they came.");
        Value("uv_crash_repeated_total", counts.Repeated);
        Head("uv_crash_uncounted_total", "counter", "Stored reports that say no app, release or channel, and count for no release.");
        Value("uv_crash_uncounted_total", counts.Uncounted);
        Head("uv_crash_answers_total", "counter", "Answers by status.");
        foreach ((int status, long count) in counts.Answers)
            Value(string.Create(CultureInfo.InvariantCulture, $"uv_crash_answers_total{{status=\"{status}\"}}"), count);
        Head("uv_crash_requests_in_work", "gauge", "Requests that are worked on.");
        Value("uv_crash_requests_in_work", counts.InWork);
        return text.ToString();

        void Head(string name, string type, string help) => text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n')
            .Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

        void Value(string name, long value) => text.Append(name).Append(' ').Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }
}
