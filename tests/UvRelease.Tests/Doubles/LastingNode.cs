using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace UvRelease.Tests.Doubles;

/// <summary>
/// A module that runs in one Node.js for all who ask it, because its start takes longer than its answers: a line of JSON in, a line of JSON out.
/// </summary>
/// <param name="module">Path of the module.</param>
internal sealed class LastingNode(string module)
{
    private readonly Lock gate = new();
    private Task last = Task.CompletedTask;

    // Kept, because a collected Process closes the pipes. It ends when this process does: its standard input closes.
    private Process? program;

    public Task<JsonElement> AskAsync(object question)
    {
        lock (gate)
        {
            Task<JsonElement> answer = AskAfterAsync(last, question);
            last = answer;
            return answer;
        }
    }

    private async Task<JsonElement> AskAfterAsync(Task before, object question)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        program ??= Process.Start(
            new ProcessStartInfo(Node.Program!, [module])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
                WorkingDirectory = SourceTree.Root
            })!;
        await program.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question));
        await program.StandardInput.FlushAsync();
        string? answer = await program.StandardOutput.ReadLineAsync();
        Assert.True(answer is not null, $"{module} ended; what it said stands in the output of the tests.");
        return JsonDocument.Parse(answer).RootElement;
    }
}
