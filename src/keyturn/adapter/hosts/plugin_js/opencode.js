export const Keyturn = async ({ directory }) => ({
  "tool.execute.before": async (input, output) => {
    const why = await stopped({
      hook_event_name: "tool.execute.before",
      tool: input.tool,
      sessionID: input.sessionID,
      callID: input.callID,
      directory,
      args: output.args,
    })
    if (why) throw new Error(why)
  },
})
