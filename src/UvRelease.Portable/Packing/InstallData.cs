using System.Text;
using UvRelease.Posix;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Portable.Packing;

/// <summary>install.data, which the installers of an archive read: a line for a value, its key first. It is read and never run.</summary>
internal static class InstallData
{
    /// <summary>Name of the data file in an archive.</summary>
    public const string FileName = "install.data";

    // What a service of a network needs, and no more. Memory that is written and run stays allowed: V8 and .NET compile while they run.
    private static readonly string[] Hardening =
    [
        "NoNewPrivileges=yes", "PrivateTmp=yes", "PrivateDevices=yes", "ProtectKernelTunables=yes", "ProtectKernelModules=yes", "ProtectKernelLogs=yes",
        "ProtectControlGroups=yes", "ProtectClock=yes", "ProtectHostname=yes", "ProtectProc=invisible", "ProcSubset=pid", "ProtectSystem=strict",
        "ProtectHome=read-only", "RestrictSUIDSGID=yes", "RestrictRealtime=yes", "RestrictNamespaces=yes", "LockPersonality=yes", "RemoveIPC=yes",
        "CapabilityBoundingSet=", "AmbientCapabilities=", "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6", "SystemCallArchitectures=native",
        "SystemCallFilter=@system-service", "SystemCallFilter=~@privileged @resources", "SystemCallErrorNumber=EPERM", "UMask=0077",
    ];

    /// <summary>Writes the file.</summary>
    /// <param name="request">What the archive is made of.</param>
    /// <param name="install">How it installs itself.</param>
    /// <param name="files">Files of the archive beside the installers.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static byte[] Write(PortableRequest request, PortableInstall install, IReadOnlyList<PayloadFile> files, List<string> problems)
    {
        (string Name, string Path)[] commands = Commands(request, install, files);
        HashSet<string> binaries = [.. files.Where(file => file.Role == PortableRole.Binary).Select(file => file.Entry.Name)];
        problems.AddRange(commands.Where(command => !binaries.Contains(command.Path))
            .Select(command => $"the command '{command.Name}' is '{command.Path}', which is no binary of {request.KindWord} archives"));
        problems.AddRange(commands.GroupBy(command => command.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)
            .Select(group => $"the command '{group.Key}' is there twice"));
        problems.AddRange(commands.Where(command => PortableCall.CommandName(command.Name) is not null)
            .Select(command => $"'{command.Name}' can't be a command's name: give the binaries names under 'install.commands'"));
        PortableCall[] setup = [.. install.Setup.Where(call => call.Kinds.Contains(request.Kind))];
        PortableCall[] probes = [.. (install.Probes ?? Default(request, commands)).Where(call => call.Kinds.Contains(request.Kind))];
        string[]? service = request.Kind == PortableKind.Headless && request.Platform == ReleasePlatform.Linux ? install.Service?.ToArray() : null;
        PortableDesktop? desktop = request.Kind == PortableKind.Desktop ? install.Desktop : null;
        IEnumerable<string> called = [.. setup.Concat(probes).Concat(install.Smoke.Where(call => call.Kinds.Contains(request.Kind))).Select(call => call.Run[0]),
            .. service?.Take(1) ?? [], .. desktop is null ? [] : (string[])[desktop.Command]];
        problems.AddRange(called.Distinct(StringComparer.Ordinal).Where(name => !commands.Any(command => command.Name == name))
            .Select(name => $"'{name}' is called and is no command of {request.KindWord} archives"));
        string? icon = desktop?.Icon is { } path ? request.Fill(path) : null;
        if (icon is not null && !files.Any(file => file.Entry.Name == icon))
            problems.Add($"the icon '{icon}' is no file of the archive");
        string title = install.Title ?? request.App;
        return Encoding.UTF8.GetBytes(string.Concat((string[])
        [
            "format uv-release/install/1\n", $"name {request.App}\n", $"title {title}\n", $"kind {request.KindWord}\n", $"version {request.Version}\n",
            $"platform {request.Platform.Word()}\n", $"arch {request.Arch.Word()}\n", $"commit {request.Commit}\n",
            .. commands.Select(command => $"command {command.Name} {command.Path}\n"),
            .. install.Environment.Select(variable => $"environment {variable.Key} {variable.Value}\n"),
            .. files.Where(file => file.Entry.Mode == FileModes.Executable).Select(file => file.Entry.Name).Append("install.sh")
                .Order(StringComparer.Ordinal).Select(name => $"executable {name}\n"),
            .. icon is null ? [] : (string[])[$"icon {icon}\n", $"icon-size {desktop!.IconSize}x{desktop.IconSize}\n"],
            .. desktop is null ? [] : (string[])[$"entry-command {desktop.Command}\n"],
            .. desktop is null ? [] : Entry(desktop, title, request.App).Select(line => $"entry {line}\n"),
            .. service is null ? [] : Unit(service, title).Select(line => $"unit {line}\n"),
            .. setup.SelectMany(call => Call($"setup {call.Seconds}", call)),
            .. probes.SelectMany(call => Call($"probe {call.Seconds} {call.Exit} {call.Output}", call)),
        ]));
    }

    private static (string Name, string Path)[] Commands(PortableRequest request, PortableInstall install, IReadOnlyList<PayloadFile> files) =>
        install.Commands.Count > 0
            ? [.. install.Commands.Where(command => command.Kinds.Contains(request.Kind)).Select(command => (command.Name, request.Fill(command.Path)))]
            : [.. files.Where(file => file.Role == PortableRole.Binary).Select(file => file.Entry.Name).Order(StringComparer.Ordinal)
                .Select(path => (Path.GetFileName(path.EndsWith(".exe", StringComparison.Ordinal) ? path[..^4] : path), path))];

    private static IEnumerable<PortableCall> Default(PortableRequest request, (string Name, string Path)[] commands) => commands.SelectMany(command => (PortableCall[])
    [
        new([command.Name, "--version"], 0, request.Version.Replace(".", "[.]", StringComparison.Ordinal).Replace("+", "[+]", StringComparison.Ordinal), 30,
            [request.Kind], "version"),
        new([command.Name, "--help"], 0, "", 30, [request.Kind], "help"),
    ]);

    private static IEnumerable<string> Call(string head, PortableCall call) =>
        [head + "\n", .. call.Run.Select(argument => $"argument {argument}\n"), "end\n"];

    private static IEnumerable<string> Entry(PortableDesktop desktop, string title, string app) =>
    [
        "[Desktop Entry]", "Type=Application", $"Name={title.Replace(@"\", @"\\", StringComparison.Ordinal)}", $"Exec=\"{{root}}/bin/{desktop.Command}\" %U",
        "Terminal=false", .. desktop.Icon is null ? [] : (string[])[$"Icon={app}"],
        .. desktop.Categories.Count == 0 ? [] : (string[])[$"Categories={string.Join(';', desktop.Categories)};"],
    ];

    // The colon keeps systemd from filling in variables; a program may not have every character in its path, and an argument may.
    private static IEnumerable<string> Unit(string[] run, string title) =>
    [
        "[Unit]", $"Description={title.Replace("%", "%%", StringComparison.Ordinal)}", "After=network-online.target", "Wants=network-online.target", "[Service]",
        "Type=exec", $"ExecStart=:/bin/sh \"{{root}}/bin/{run[0]}\"{string.Concat(run.Skip(1).Select(argument => $" \"{InUnit(argument)}\""))}",
        "Restart=on-failure", "RestartSec=5", "ReadWritePaths=\"{state}\"", "ReadOnlyPaths=\"{config}\"", .. Hardening, "[Install]", "WantedBy=default.target",
    ];

    private static string InUnit(string argument) => argument.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("%", "%%", StringComparison.Ordinal);
}
