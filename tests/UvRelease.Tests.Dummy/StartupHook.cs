#pragma warning disable MA0047 // .NET looks for this name outside of any namespace.

/// <summary>Runs in any program that is started with DOTNET_STARTUP_HOOKS: at its end it writes which assemblies were loaded into the file that
/// UV_TEST_LOADED names.
/// .NET looks for this name outside of any namespace (docs/design/features/host-startup-hook.md of dotnet/runtime).</summary>
internal static class StartupHook
{
    public static void Initialize() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        if (Environment.GetEnvironmentVariable("UV_TEST_LOADED") is { } file)
            File.WriteAllLines(file, AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name ?? ""));
    };
}
