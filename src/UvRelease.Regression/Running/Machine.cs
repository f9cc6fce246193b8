using System.Runtime.InteropServices;

namespace UvRelease.Regression.Running;

/// <summary>What this machine is, in the words of the matrix.</summary>
public static class Machine
{
    /// <summary>Its system: linux, win or mac.</summary>
    public static string Os => OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "mac" : "linux";

    /// <summary>Its processor: x64 or arm64.</summary>
    public static string Arch => RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
}
