using System.Net;
using Azure;
using UvRelease.Credentials;
using UvRelease.Releases;

namespace UvRelease.Stores.AzureBlobs;

/// <summary>An answer of Azure that is no success ("Blob service error codes").</summary>
internal sealed class AzureFailure(HttpStatusCode status, string code) : Exception($"Azure answers {(int)status} {code}.")
{
    public HttpStatusCode Status { get; } = status;

    public string Code { get; } = code;

    /// <summary>The blob isn't there; a missing container is another thing.</summary>
    public bool IsAbsent => Status == HttpStatusCode.NotFound && Code is not ("ContainerNotFound" or "ResourceNotFound" or "ContainerBeingDeleted");

    /// <summary>
    /// The condition of a write isn't met: 409 where there must be no blob, 412 else; blocks that a faster writer threw away are another way to lose.
    /// </summary>
    public bool IsLost => Code is "BlobAlreadyExists" or "ConditionNotMet" or "InvalidBlockList" or "TargetConditionNotMet"
        || (Status == HttpStatusCode.PreconditionFailed && Code is not "LeaseIdMissing");

    /// <summary>What the SDK's exception says, without its text, which repeats all that the server answered.</summary>
    public static Exception Of(RequestFailedException error) =>
        error.Status > 0 ? new AzureFailure((HttpStatusCode)error.Status, error.ErrorCode ?? "") : error.InnerException ?? error;

    /// <summary>A failure that may pass by itself.</summary>
    public static bool MayPass(Exception error) => error switch
    {
        AzureFailure { Code: "Md5Mismatch" or "OperationTimedOut" or "ServerBusy" or "InternalError" } => true,
        AzureFailure { Status: HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout } => true,
        AzureFailure { Status: >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented } => true,
        HttpRequestException or IOException or TaskCanceledException => ServerCertificates.Refusal(error) is null,
        _ => false,
    };

    public static Exception Explain(StoreAddress.Azure address, string what, Exception error)
    {
        (Fault fault, string sentence) = error switch
        {
            AzureFailure { Code: "ContainerNotFound" or "ResourceNotFound" } => (
                Fault.Input,
                $"there is no container '{address.Container}' in the account '{address.Account}'. Correct the address of the store, or make the container."),
            AzureFailure { Code: "AuthenticationFailed" or "InvalidAuthenticationInfo" } => (
                Fault.Environment,
                "the credentials are not accepted: a wrong key, an expired signature or token, or a clock that is wrong by more than 15 minutes. " +
                "Check the secret and the clock."),
            AzureFailure { Status: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => (
                Fault.Environment,
                "access is denied. Check the secret, when it expires, and the clock; give the application the role 'Storage Blob Data Contributor' on the " +
                "container, or make a signature with read, add, create, write, delete and list (racwdl)."),
            AzureFailure { Code: "LeaseIdMissing" } => (
                Fault.Environment,
                "somebody holds a lease on the blob. Break the lease and run the step again."),
            AzureFailure { Status: HttpStatusCode.Conflict, Code: "BlobImmutableDueToPolicy" } => (
                Fault.Environment,
                "the container's immutability policy forbids it. Leave what must be replaced (channels, feeds) out of the policy."),
            _ when ServerCertificates.Refusal(error) is { } refusal => (
                Fault.Environment,
                ServerCertificates.Sentence(Host(address), refusal)),
            TaskCanceledException => (
                Fault.Environment,
                $"{Host(address)} gives no answer in time. Check the network and run the step again."),
            HttpRequestException or IOException => (
                Fault.Environment,
                $"{Host(address)} can't be reached: {error.Message} Check the network, and account and endpoint in the address of the store."),
            _ => (Fault.Environment, error.Message),
        };
        return new ReleaseException(fault, $"{address}: {what} failed: {sentence}", error);
    }

    private static string Host(StoreAddress.Azure address) => address.Endpoint?.Host ?? $"{address.Account}.blob.core.windows.net";
}
