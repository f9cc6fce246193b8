using System.Text.Json;
using System.Text.Json.Nodes;
using UvRelease.Formats.Plists;
using UvRelease.Posix;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Formats.Plists;

/// <summary>What Python's plistlib says of property lists.</summary>
internal static class PlistlibJudge
{
    /// <summary>Holds what was written for some values against plistlib, and returns the values that are read of what it writes itself.</summary>
    /// <param name="values">The values.</param>
    /// <param name="xml">False for values that plistlib doesn't write as XML.</param>
    public static async Task<IReadOnlyList<PropertyListValue>> CheckAsync(IReadOnlyList<PropertyListValue> values, bool xml)
    {
        OutsideProgram.Needs("python3");
        var cases = new JsonArray([.. values.Select(value => new JsonObject
        {
            ["value"] = Describe(value),
            ["xml"] = xml ? Convert.ToBase64String(PropertyList.WriteXml(value)) : null,
            ["sortedXml"] = xml ? Convert.ToBase64String(PropertyList.WriteXml(value, sortKeys: true)) : null,
            ["binary"] = Convert.ToBase64String(PropertyList.WriteBinary(value)),
            ["sortedBinary"] = Convert.ToBase64String(PropertyList.WriteBinary(value, sortKeys: true)),
        })]);
        var command = new ChildCommand("python3", [SourceTree.At("tests", "UvRelease.Tests", "Formats", "Plists", "plistlib-judge.py")])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = Environment.GetEnvironmentVariable("PATH")!, ["HOME"] = "/" },
            WorkingDirectory = SourceTree.Root,
            StandardInput = cases.ToJsonString(),
        };
        ChildResult result = await ChildProcess.RunAsync(command, TestContext.Current.CancellationToken);
        Assert.True(result.ExitCode == 0, result.Error);
        using var answers = JsonDocument.Parse(result.Output);
        Assert.Equal(values.Count, answers.RootElement.GetArrayLength());
        Assert.Empty(answers.RootElement.EnumerateArray().SelectMany(answer => answer.GetProperty("problems").EnumerateArray())
            .Select(problem => problem.GetString()));
        return [.. from answer in answers.RootElement.EnumerateArray()
                   from form in xml ? new[] { "xml", "binary" } : ["binary"]
                   select PropertyLists.Read(answer.GetProperty(form).GetBytesFromBase64())];
    }

    private static JsonArray Describe(PropertyListValue value) => value switch
    {
        PropertyListValue.Dictionary dictionary => ["dict", new JsonArray([.. dictionary.Items.Select(item => new JsonArray(item.Key, Describe(item.Value)))])],
        PropertyListValue.Array array => ["array", new JsonArray([.. array.Items.Select(Describe)])],
        PropertyListValue.Text text => ["string", text.Value],
        PropertyListValue.Integer integer => ["integer", integer.Value.ToString()],
        PropertyListValue.Real real => ["real", BitConverter.DoubleToInt64Bits(real.Value).ToString("x16")],
        PropertyListValue.Boolean boolean => ["boolean", boolean.Value],
        PropertyListValue.Date date => ["date", ((date.Value.UtcTicks - new DateTime(2001, 1, 1).Ticks) / 10).ToString()],
        PropertyListValue.Data data => ["data", Convert.ToBase64String(data.Value.Span)],
        PropertyListValue.Uid uid => ["uid", uid.Value],
        _ => throw new NotSupportedException(),
    };
}
