import django
from django.conf import settings
from django.core.management import execute_from_command_line
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="secret",
    DEBUG=False,
    INSTALLED_APPS=["rest_framework"],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "UNAUTHENTICATED_USER": None,
    },
)
django.setup()

from rest_framework.decorators import api_view
<<imports>>

urlpatterns = []


# <<case>>
@api_view(["GET"])
def handler(request):
    <<line>>


urlpatterns.append(path("<<path>>"[1:], handler))


# <<end>>
if __name__ == "__main__":
    execute_from_command_line(["django", "runserver", "--noreload", "127.0.0.1:<<port>>"])
