using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using UvRelease.Fuzz.Crashes;
using Xunit;

namespace UvRelease.Tests.Crashes.Intake;

/// <summary>The console crash-intake, running on a free port of loopback.</summary>
internal sealed partial class RunningIntake : IDisposable
{
    private readonly Process process;

    private RunningIntake(Process process, Uri address)
    {
        this.process = process;
        Http = new HttpClient { BaseAddress = address };
    }

    public HttpClient Http { get; }

    /// <summary>Starts it, and waits until it listens.</summary>
    public static async Task<RunningIntake> StartAsync(string store, params string[] options)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "crash-intake");
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])["--listen", "127.0.0.1:0", "--store", store, .. options])
            start.ArgumentList.Add(argument);
        Process started = Process.Start(start)!;
        string line = await started.StandardError.ReadLineAsync() ?? "";
        Assert.Matches(Listening(), line);
        return new RunningIntake(started, new Uri(Listening().Match(line).Groups["address"].Value));
    }

    /// <summary>Sends a form; null where no answer came.</summary>
    public async Task<HttpResponseMessage?> SendAsync(MadeUpload upload)
    {
        using var content = new ByteArrayContent(upload.Write());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary=\"{upload.Boundary}\"");
        try
        {
            return await Http.PostAsync(new Uri("/upload", UriKind.Relative), content);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Ends it by SIGKILL.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>Asks it to end, and waits.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> EndAsync()
    {
        using (Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(15));
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            Kill();
        process.Dispose();
        Http.Dispose();
    }

    [GeneratedRegex(@"^Listening at (?<address>http://\S+[0-9])\. ", RegexOptions.NonBacktracking)]
    private static partial Regex Listening();
}
