"""What goes to the page is not put into words for a log."""

import flet as ft
from flet.messaging.protocol import Message, MessageAction, PatchControlBody

from fieldapp.ui.short_messages import shorten_messages


def test_message_says_its_action_and_nothing_that_it_holds() -> None:
    message = Message(MessageAction.PATCH_CONTROL, PatchControlBody(1, [ft.Text("12 rue Grimaldi")]))
    shorten_messages()
    assert f"{message}" == "Message(MessageAction.PATCH_CONTROL)"
