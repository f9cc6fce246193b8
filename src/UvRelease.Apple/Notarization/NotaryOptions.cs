using UvRelease.Releases;

namespace UvRelease.Apple.Notarization;

/// <summary>Where Apple's services are, and how patient one is with them.</summary>
public sealed record NotaryOptions
{
    private readonly Uri address = new("https://appstoreconnect.apple.com/"), ticketAddress = new("https://api.apple-cloudkit.com/");
    private readonly Uri? uploadAddress;

    /// <summary>The notary service.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is neither https nor this machine.</exception>
    public Uri Address
    {
        get => address;
        init => address = Checked(value);
    }

    /// <summary>The ticket service.</summary>
    /// <inheritdoc cref="Address"/>
    public Uri TicketAddress
    {
        get => ticketAddress;
        init => ticketAddress = Checked(value);
    }

    /// <summary>Where files are uploaded; null for Amazon S3 in us-west-2, as Apple has it.</summary>
    /// <inheritdoc cref="Address"/>
    public Uri? UploadAddress
    {
        get => uploadAddress;
        init => uploadAddress = value is null ? null : Checked(value);
    }

    /// <summary>Gives the time of tokens, pauses and limits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How often a request is tried whose failure may pass by itself: no connection, status 408, 429, 5xx.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>How long one request may take, an uploaded part too; in real time.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The first pause between two questions; each one is half as long again as the one before.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest pause between two questions, and the longest that a server may ask for.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Bytes of an uploaded part, at least 5 MiB for S3; a file of no more goes in one request.</summary>
    public int PartSize { get; init; } = 8 * 1024 * 1024;

    /// <summary>Parts that are in memory and uploaded at once.</summary>
    public int ParallelParts { get; init; } = 4;

    /// <summary>Gets a line on what goes on; never with a secret.</summary>
    public IProgress<string>? Progress { get; init; }

    /// <summary>The pause after so many failures or questions, counted from 1.</summary>
    internal TimeSpan Pause(int number) => FirstPause * Math.Min(Math.Pow(1.5, number - 1), LongestPause / FirstPause);

    /// <summary>True for an address that secrets and answers may take their way to.</summary>
    internal static bool IsSafe(Uri address) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0 && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    private static Uri Checked(Uri address) => IsSafe(address) ? address
        : throw new ReleaseException(Fault.Input, $"{address} is no address for Apple's services: it must be https without a user, or http on this machine. Correct it.");
}
