using System.Collections;
using System.Globalization;
using UvRelease.Electron.Deb;
using UvRelease.Electron.Nsis;
using UvRelease.Releases;

// What electron-builder calls: as fpm (CUSTOM_FPM_PATH), and by nsis-without-wine.cjs for the uninstaller.
try
{
    if (args is ["nsis-uninstaller", var installer, var uninstaller])
    {
        await NsisInstaller.ExtractUninstallerAsync(installer, uninstaller, CancellationToken.None);
        return 0;
    }

    FpmCall call = FpmCall.Parse(args);
    Dictionary<string, string> environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(entry => (string)entry.Key, entry => entry.Value as string ?? "", StringComparer.Ordinal);
    string? epoch = environment.GetValueOrDefault("SOURCE_DATE_EPOCH");
    if (!long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) || seconds > uint.MaxValue)
        throw new ReleaseException(Fault.Input,
            "SOURCE_DATE_EPOCH must hold the time of the commit in seconds since 1970, so that two builds give equal bytes: SOURCE_DATE_EPOCH=$(git log -1 "
            + "--format=%ct).");
    var options = new DebOptions { Time = DateTimeOffset.FromUnixTimeSeconds(seconds), Compression = call.Compression, Environment = environment };
    await DebWriter.WriteAsync(call.Path, call.Package, options, CancellationToken.None);
    return 0;
}
catch (ReleaseException e)
{
    return Fail(e.Fault, e.Message);
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    return Fail(Fault.Environment, e.Message);
}

// electron-builder puts this into its own error; build-electron takes the sentence out of it again by its mark.
static int Fail(Fault fault, string message)
{
    int code = fault == Fault.Environment ? 3 : 2;
    Console.Error.WriteLine($"electron-packaging ({code}): {message.ReplaceLineEndings(" ")}");
    return code;
}
