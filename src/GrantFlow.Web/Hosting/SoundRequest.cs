using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using GrantFlow.Web.Designer;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Net.Http.Headers;

namespace GrantFlow.Web.Hosting;

/// <summary>What no column, page or export can hold is refused at the door: control characters, half characters, what is no character, alphabets nobody knows.</summary>
sealed class SoundRequest(RequestDelegate next, ReaderLanguage languages)
{
    /// <summary>True for text that can be kept: line breaks and tabs are the only control characters people type.</summary>
    public static bool IsSound(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            if (Rune.DecodeFromUtf16(text, out var character, out var length) != System.Buffers.OperationStatus.Done || !IsSound(character.Value)) return false;
            text = text[length..];
        }

        return true;
    }

    // Unicode keeps the last two of each plane, and thirty-two more, from being characters at all; comparing texts throws on them.
    static bool IsSound(int character) =>
        (character >= ' ' || character is '\n' or '\r' or '\t') && (character & 0xFFFE) != 0xFFFE && character is not (>= 0xFDD0 and <= 0xFDEF);

    /// <summary>Judges what stands in the address and how the body says it is written; bodies are judged where they are read.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!IsKnown(request.ContentType)) context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        else if (Faults(request) is { Count: > 0 } faults) return RefuseAsync(context, faults);
        else return next(context);
        return Task.CompletedTask;
    }

    /// <summary>The fields of the query that hold such a character; "" stands for the address itself.</summary>
    static List<string> Faults(HttpRequest request)
    {
        List<string> faults = [];
        if (!IsSound(request.Path.Value ?? "") || request.Query.Any(q => !IsSound(q.Key))) faults.Add("");
        faults.AddRange(request.Query.Where(q => IsSound(q.Key) && q.Value.Any(v => !IsSound(v ?? ""))).Select(q => q.Key));
        return faults;
    }

    // Studio shows its reader the sentences of a 400; pages and the API have an answer of their own for the bare status.
    Task RefuseAsync(HttpContext context, List<string> faults)
    {
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        if (!context.Request.Path.StartsWithSegments(ElsaApi.Root, StringComparison.Ordinal)) return Task.CompletedTask;
        var texts = new Texts(languages.LanguageOf(context));
        return ElsaAnswers.Errors([.. faults.Select(f => f.Length == 0 ? texts["field.unsound-address"] : texts["field.unsound", texts.Find($"field.of.{f}", f)])]).ExecuteAsync(context);
    }

    static bool IsKnown(string? contentType)
    {
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || type.Charset.Length == 0) return true;
        try
        {
            return Encoding.GetEncoding(HeaderUtilities.RemoveQuotes(type.Charset).ToString()) is not null;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

/// <summary>The same for the fields of posted forms; and a page is shown only by a handler of its own.</summary>
sealed class SoundForm : IPageFilter
{
    /// <inheritdoc/>
    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    /// <inheritdoc/>
    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        // The page that tells of a refusal is shown for whatever was refused.
        if (context.HttpContext.Features.Get<IStatusCodeReExecuteFeature>() is not null) return;
        var request = context.HttpContext.Request;
        // Without a handler the page would be shown with nothing in it; one that only shows has none to read.
        if (context.HandlerMethod is null && !(IsRead(request.Method) && context.ActionDescriptor.HandlerMethods.All(h => !IsRead(h.HttpMethod))))
        {
            context.Result = new StatusCodeResult(
                HttpMethods.IsPost(request.Method) ? StatusCodes.Status404NotFound : StatusCodes.Status405MethodNotAllowed);
        }
        else if (request.HasFormContentType && !IsSound(request))
        {
            context.Result = new StatusCodeResult(StatusCodes.Status400BadRequest);
        }
    }

    /// <inheritdoc/>
    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }

    // The framework has its own limits for forms, and throws where they are read.
    static bool IsSound(HttpRequest request)
    {
        try
        {
            return request.Form.All(f => SoundRequest.IsSound(f.Key) && f.Value.All(v => SoundRequest.IsSound(v ?? "")));
        }
        catch (Exception e) when (e is InvalidDataException or IOException and not BadHttpRequestException)
        {
            return false;
        }
    }

    static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);
}

/// <summary>The same for the texts of JSON.</summary>
sealed class SoundJsonText : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? Sound(ref reader) : throw new JsonException();

    /// <inheritdoc/>
    public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Sound(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WritePropertyName(value);

    /// <summary>The text the reader stands on.</summary>
    internal static string Sound(ref Utf8JsonReader reader)
    {
        try
        {
            if (reader.GetString() is { } text && SoundRequest.IsSound(text)) return text;
        }
        catch (InvalidOperationException)
        {
            // Half a character.
        }

        throw new JsonException("The text holds characters that can't be kept.");
    }
}

/// <summary>The same for JSON of any form.</summary>
sealed class SoundJsonElement : JsonConverter<JsonElement>
{
    /// <inheritdoc/>
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        try
        {
            return IsSound(element) ? element : throw new JsonException("The text holds characters that can't be kept.");
        }
        catch (InvalidOperationException)
        {
            throw new JsonException("The text holds half a character.");
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options) => value.WriteTo(writer);

    /// <summary>True when every text in it can be kept.</summary>
    /// <exception cref="InvalidOperationException">A text holds half a character.</exception>
    public static bool IsSound(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => SoundRequest.IsSound(element.GetString()!),
        JsonValueKind.Array => element.EnumerateArray().All(IsSound),
        JsonValueKind.Object => element.EnumerateObject().All(p => SoundRequest.IsSound(p.Name) && IsSound(p.Value)),
        _ => true,
    };
}

/// <summary>Amounts and measures with more figures than any column holds are a fault of the request, not of the database.</summary>
sealed class SoundJsonNumber : JsonConverter<decimal>
{
    const decimal Most = 1_000_000_000_000m;

    /// <inheritdoc/>
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var number) && Math.Abs(number) < Most ? number : throw new JsonException("The number is too large to be kept.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}

/// <summary>A list holds what it says: an empty place in it is a fault of the request.</summary>
sealed class SoundJsonList : JsonConverterFactory
{
    /// <inheritdoc/>
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) && !typeToConvert.GetGenericArguments()[0].IsValueType;

    /// <inheritdoc/>
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;

    sealed class Of<T> : JsonConverter<IReadOnlyList<T>>
        where T : class
    {
        public override IReadOnlyList<T>? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<List<T>>(ref reader, options) is { } list && !list.Exists(item => item is null) ? list : throw new JsonException("A list has an empty place.");

        public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value, JsonSerializerOptions options) => JsonSerializer.Serialize<IEnumerable<T>>(writer, value, options);
    }
}
