using System.Runtime.ExceptionServices;
using System.Text.Json;
using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>Makes the NSIS installer of an app that is packed already, and has everything in it signed while it is made.</summary>
public static class InstallerBuild
{
    /// <summary>Makes it.</summary>
    /// <param name="request">The project, and where its tools are; its one target is nsis.</param>
    /// <param name="app">Folder of the packed app, whose programs are signed.</param>
    /// <param name="file">The installer's file.</param>
    /// <param name="sign">Signs a file in its place: elevate.exe, the uninstaller, the installer.</param>
    /// <param name="log">Where it says what it does.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ReleaseException">Something is wrong with the project, a tool or a signature.</exception>
    public static void Make(BuildRequest request, string app, string file, Func<string, CancellationToken, Task> sign, BuildLog log,
        CancellationToken cancellationToken)
    {
        ProjectPrograms.MakeFolder(request, request.Work);
        ProjectPrograms.CheckUser(request, cancellationToken);
        IReadOnlyDictionary<string, string> tools = BuildTools.Variables(request);
        if (request.InstallDependencies)
            Dependencies.Install(request, log, cancellationToken);
        using var downloads = new NoDownloads();
        var builder = BuilderProgram.Find(request, BuildEnvironment.Of(request, tools, downloads.Address), downloads);
        var config = BuilderConfig.Read(builder, BuilderCall.Overrides(request), cancellationToken);
        Check(config);
        var packed = new PackedApp(app, Path.Combine(app, "resources"));
        request.User?.Owner.Take(app);
        packed.Normalise(request.Time);
        using var socket = new SigningSocket(request, request.Work, sign, cancellationToken);
        string hook = Resource.WriteTo(request.Work, "sign-hook.cjs");
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [NodeOptions.Variable] = NodeOptions.Require(BuildTools.NsisPreload(request)),
            [SigningSocket.Variable] = socket.Address,
            // elevate.exe is signed there.
            ["TMPDIR"] = ProjectPrograms.MakeFolder(request, Path.Combine(request.Work, "temporary")),
        };
        try
        {
            new BuilderCall(request, builder, config).Package(request.Project, "nsis", request.Arches[0], app, file, variables,
                [$"-c.win.signtoolOptions.sign={hook}", "-c.win.signExecutable=true", "-c.forceCodeSigning=true"], log.Lines, cancellationToken);
        }
        catch (ReleaseException) when (socket.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        if (socket.Failure is { } ignored)
            ExceptionDispatchInfo.Throw(ignored);
        if (!File.Exists(file))
            throw new ReleaseException(Fault.Environment, $"electron-builder ended well and left no {Path.GetFileName(file)}. Look at its output in the log.");
    }

    // These would sign in another way, or not at all.
    private static void Check(BuilderConfig config)
    {
        if (!config.Config.TryGetProperty("win", out JsonElement win) || win.ValueKind != JsonValueKind.Object)
            return;
        foreach (string name in (string[])["azureSignOptions", "signExts"])
        {
            if (win.TryGetProperty(name, out JsonElement value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
                throw new ReleaseException(Fault.Input,
                    $"electron-builder's configuration has win.{name}, which would keep sign-windows from signing. Remove it.");
        }
    }
}
